-- One row per parcel.
select
    code('DL', c.order_key) as consignment_id, c.order_number, 
    case
        when j.order_key is null then w.full_name
        when lower(w.family_name) = lower(j.family_name)
            then w.given_name || ' & ' || j.given_name || ' ' || w.family_name
        else w.full_name || ' & ' || j.given_name || ' ' || j.family_name
    end as recipient_name,
    w.address_line_1, w.address_line_2, w.city, w.postcode, w.phone, c.dispatched_on, c.promised_on,
    one_of(c.order_key, 'carrier', ['Swiftway', 'ParcelRun', 'Royal Parcel']) as carrier,
    c.dispatched_on as _on,
from consignments c
join written w on w.source = 'delivery' and w.key = c.order_key
left join joint_parcels j using (order_key)
