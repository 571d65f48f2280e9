-- One row per sighting: every detail as this department wrote it down.
with placed as (
    select
        s.*, t.house_name, t.number, t.is_institution, t.city as city_true, t.postcode
            as postcode_true,
        if(chance(k, 'short street', short_street), t.street_short, t.street) as street_said,
        case
            when t.unit_number is null or t.hides_unit then null
            else one_of(k, 'unit word', ['Flat ', 'Flat ', 'Flat ', 'Flat ', 'Apartment ', 'Apt '])
                || t.unit_number
        end as unit,
        chance(k, 'no address', no_address) as hides_address,
        chance(k, 'sentinel', param('sentinel_share')) as uses_sentinel,
    from spoken s
    left join stays t
        on t.person_id = s.person_id and s.seen_on >= t.valid_from and s.seen_on < t.gone_on
),

streeted as (
    select
        *,
        number || ' ' || if(chance(k, 'street typo', typo * param('noise')),
            mistyped(street_said, k, 'street'), street_said) as door,
    from placed
),

lined as (
    select
        *,
        case
            when hides_address then null
            when house_name is not null and chance(k, 'house first', 0.6) then house_name
            when house_name is not null then house_name || ', ' || door
            when unit is not null and chance(k, 'unit first', unit_in_line_1) then unit || ', '
                || door
            else door
        end as line_1,
        case
            when hides_address then null
            when house_name is not null and chance(k, 'house first', 0.6) then door
            when house_name is null and unit is not null
                and not chance(k, 'unit first', unit_in_line_1)
                then unit
            when uses_sentinel and chance(k, 'not applicable', 0.3) then 'N/A'
        end as line_2,
        chance(k, 'upper', upper) as shouts,
    from streeted
)

select
    source, key, person_id, seen_at,
    if(shouts, upper(given_name), given_name) as given_name,
    if(shouts, upper(middle_name), middle_name) as middle_name,
    if(shouts, upper(family_name), family_name) as family_name,
    if(shouts, upper(given_name || ' ' || family_name), given_name || ' ' || family_name)
        as full_name,
    case
        when chance(k, 'no birth', no_birth) then if(uses_sentinel, date '1900-01-01', null)
        when not chance(k, 'birth slip', birth_slip * param('noise')) then birth_on
        when day(birth_on) <= 12 and chance(k, 'swap', 0.6)
            then make_date(year(birth_on), day(birth_on), month(birth_on))
        when chance(k, 'year', 0.5) then (birth_on + to_years(1))::date
        else birth_on + 1
    end::date as birth_on,
    case
        when not has_email or chance(k, 'no email', no_email) or email is null
            then if(uses_sentinel and source in ('crm', 'marketing', 'insurance'), 'none@none.com',
                null)
        when chance(k, 'email typo', typo * 0.5 * param('noise'))
            and source not in ('shop', 'orders')
            then mistyped(email, k, 'email')
        when chance(k, 'email case', 0.06) then upper(email[1]) || email[2:]
        else email
    end as email,
    case
        when chance(k, 'no phone', no_phone)
            then if(uses_sentinel and source in ('crm', 'service', 'insurance'), '07000 000000',
                null)
        when chance(k, 'landline', landline) and landline_number is not null
            then spaced(landline_number, k, 'format')
        else spaced(phone, k, 'format')
    end as phone,
    if(shouts, upper(line_1), line_1) as address_line_1,
    if(shouts, upper(line_2), line_2) as address_line_2,
    if(hides_address, null, if(shouts, upper(city_true), city_true)) as city,
    case
        when hides_address and not chance(k, 'postcode only', 0.3) then null
        when chance(k, 'no postcode', no_postcode) then null
        when chance(k, 'postcode joined', 0.12) then replace(postcode_true, ' ', '')
        when chance(k, 'postcode lower', 0.05) then lower(postcode_true)
        else postcode_true
    end as postcode,
from lined
