-- One row per building: its street, number, town and postcode.
with sizes as (
    select
        least((select count(*) from towns), greatest(12, param('people')::bigint // 150)) as towns,
        (select count(*) from streets) as stems,
        (select count(*) from street_types) as kinds,
),

distinct_buildings as (
    select building_id, any_value(kind) as kind from home_addresses group by building_id
),

load as (select count(*) as buildings from distinct_buildings),

located as (
    select
        b.building_id, b.kind,
        1 + floor(u(building_id, 'town') * s.towns)::bigint as town_rank,
        -- About 25 buildings to a street.
        floor(u(building_id, 'street') * greatest(4, l.buildings / s.towns / 25))::bigint
            as street_no,
        s.stems, s.kinds,
    from distinct_buildings b, sizes s, load l
),

numbered as (
    select
        *,
        town_rank * 100000 + street_no as street_key,
        row_number() over (partition by town_rank, street_no order by u(building_id, 'number'))
            as place,
    from located
),

streeted as (
    select
        n.*, t.town, t.area, t.dial_code,
        x.stem || ' ' || y.kind as street,
        x.stem || ' ' || y.short as street_short,
        t.first_district + floor(u(street_key, 'district')
            * (t.last_district - t.first_district + 1))::integer as district,
    from numbered n
    join towns t on t.rank = n.town_rank
    join streets x on x.rank = 1 + floor(u(n.street_key, 'stem') * n.stems)::bigint
    join street_types y on y.rank = 1 + floor(pow(u(n.street_key, 'type'), 1.7) * n.kinds)::bigint
)

select
    building_id, town as city, dial_code, street, street_short,
    place + whole(street_key, 'skip', 0, 40) as number,
    case kind
        when 'care_home' then one_of(building_id, 'house name', ['Rosewood', 'Oakdene',
            'The Laurels', 'St Anne''s', 'Fairview', 'Highfield', 'Willow']) || ' Care Home'
        when 'halls' then one_of(building_id, 'house name', ['Brunel', 'Franklin', 'Turing',
            'Hawthorn', 'Somerville', 'Lister']) || ' Hall'
        else if(building_id > 0 and chance(building_id, 'has a name', 0.03),
            one_of(building_id, 'house name',
                ['Rose Cottage', 'The Old School House', 'Ivy Cottage',
                'The Gables', 'Sunnyside', 'Fairways', 'The Coach House']), null)
    end as house_name,
    area || district || ' ' || (whole(street_key, 'sector', 1, 9)) ||
        substr('ABDEFGHJLNPQRSTUWXYZ', whole(street_key + 7 * (place // 18), 'inward', 1, 20)::int,
            1) ||
        substr('ABDEFGHJLNPQRSTUWXYZ', whole(street_key + 7 * (place // 18), 'last', 1, 20)::int, 1)
        as postcode,
from streeted
