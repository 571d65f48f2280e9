-- Randomness is a pure function of (seed, key, what for): no draw depends on another, on row order,
-- on threads or on how the world was cut into chunks. The outer hash mixes what the inner one XORs.
create or replace macro u(k, what) as
    (hash(hash(k::bigint, what, getvariable('seed'))) >> 11) * 1.1102230246251565e-16;
create or replace macro chance(k, what, p) as u(k, what) < p;
create or replace macro whole(k, what, low, high) as
    (low + floor(u(k, what) * (high - low + 1)))::integer;
create or replace macro between_reals(k, what, low, high) as low + u(k, what) * (high - low);
create or replace macro exponential(k, what, mean) as -ln(1 - u(k, what)) * mean;
create or replace macro normal(k, what) as
    sqrt(-2 * ln(1 - u(k, what))) * cos(2 * pi() * u(k, what || '~'));
create or replace macro one_of(k, what, choices) as
    choices[whole(k, what, 1, len(choices))];
-- Small numbers come first in a list of names: skewed as names are.
create or replace macro rank_of(k, what, n, skew) as
    (1 + floor(pow(u(k, what), skew) * n))::bigint;

-- A bijection on 44 bits, so that an id neither collides nor shows its order.
create or replace macro mixed_once(x, c) as ((x * c::ubigint) & 17592186044415::ubigint);
create or replace macro folded(x) as xor(x, x >> 21);
create or replace macro mixed(k, what) as
    folded(mixed_once(folded(mixed_once(
        xor((k)::ubigint, hash(what, getvariable('seed'))) & 17592186044415::ubigint,
        497279)), 388211));
create or replace macro code(prefix, k) as prefix || '-'
    || to_base(mixed(k, prefix)::bigint, 36, 9);

-- A firm has two contacts of sales; no person's contact has their keys.
create or replace macro firm_key(owner) as (1099511627776 + owner * 2)::bigint;

-- Time.
create or replace macro start_on() as getvariable('start_on')::date;
create or replace macro until_on() as getvariable('until_on')::date;
create or replace macro until_at() as getvariable('until_on')::date + interval 1 day;
create or replace macro days(n) as to_days((n)::integer);
create or replace macro seconds(n) as to_seconds((n)::bigint);
create or replace macro on_day(day, k, what) as
    day::timestamp + to_seconds((7.5 * 3600 + 14.5 * 3600
        * (u(k, what) + u(k, what || '2')) / 2)::bigint);
create or replace macro office_hours(day, k, what) as
    day::timestamp + to_seconds((9 * 3600 + 8 * 3600 * u(k, what))::bigint);
create or replace macro hours_apart(a, b) as abs(epoch(a) - epoch(b)) / 3600;
create or replace macro param(name) as getvariable(name);

-- A rating from 1 to 5 of what was felt; none where nothing was (greatest and least pass over null).
create or replace macro stars(felt) as
    case when felt is not null then greatest(1, least(5, round(3.8 + 0.9 * felt)))::integer end;

-- Telephone numbers: k < 150 million is unique; written in the ways people write them.
create or replace macro mobile(k) as
    ['0740', '0741', '0742', '0743', '0748', '0771', '0773', '0775', '0776', '0780', '0785', '0787',
     '0790', '0795', '0796'][1 + ((k * 7368787 + getvariable('seed')
         * 104729) % 150000000) // 10000000]
    || lpad(((k * 7368787 + getvariable('seed') * 104729) % 10000000)::varchar, 7, '0');
create or replace macro spaced(phone, k, what) as case
    when phone is null then null
    when u(k, what) < 0.40 then phone
    when u(k, what) < 0.65 then phone[1:5] || ' ' || phone[6:]
    when u(k, what) < 0.75 then phone[1:5] || ' ' || phone[6:8] || ' ' || phone[9:]
    when u(k, what) < 0.90 then '+44' || phone[2:]
    when u(k, what) < 0.96 then '+44 (0)' || phone[2:5] || ' ' || phone[6:]
    else '0044' || phone[2:] end;

-- What hands, scanners and ears do to a word. Each takes the position from the key.
create or replace macro at_(text, k, what) as 2 + (u(k, what) * (length(text) - 2))::bigint;
create or replace macro swapped(t, p) as
    t[1:p - 1] || t[p + 1:p + 1] || t[p:p] || t[p + 2:];
create or replace macro dropped(t, p) as t[1:p - 1] || t[p + 1:];
create or replace macro doubled(t, p) as t[1:p] || t[p:];
create or replace macro slipped(t, p, k) as
    t[1:p - 1] || substr('qwertyuiopasdfghjklzxcvbnm',
        1 + (u(k, 'slip') * 25)::bigint, 1) || t[p + 1:];
create or replace macro mistyped(t, k, what) as case
    when t is null or length(t) < 4 then t
    when u(k, what || 'kind') < 0.3 then swapped(t, at_(t, k, what))
    when u(k, what || 'kind') < 0.6 then dropped(t, at_(t, k, what))
    when u(k, what || 'kind') < 0.8 then doubled(t, at_(t, k, what))
    else slipped(t, at_(t, k, what), k) end;
create or replace macro scanned(t) as
    replace(replace(replace(replace(t, 'm', 'rn'), 'l', '1'), 'o', '0'), 'cl', 'd');
create or replace macro misheard(t) as case
    when t like '%ph%' then replace(t, 'ph', 'f')
    when t like '%ck%' then replace(t, 'ck', 'k')
    when t like '%ie%' then replace(t, 'ie', 'y')
    when t like '%y' then t[1:length(t) - 1] || 'ie'
    when t like '%ll%' then replace(t, 'll', 'l')
    when t like '%tt%' then replace(t, 'tt', 't')
    when t like '%n' then t || 'n'
    when t like '%son' then t[1:length(t) - 3] || 'sen'
    when t like '%ea%' then replace(t, 'ea', 'ee')
    when t like '%c%' then replace(t, 'c', 'k')
    else t end;
create or replace macro ascii_only(t) as translate(strip_accents(t), 'łŁøØđĐ', 'lLoOdD');
create or replace macro years() as date_diff('day', start_on(), until_on()) / 365.25;
create or replace macro season(day) as
    [0.8, 0.8, 0.9, 1.0, 1.05, 0.95, 0.9, 0.85, 0.95, 1.05, 1.4, 1.35][month(day)] / 1.4;
