-- One row per public mention.
select
    mention_id, one_of(person_id, 'platform', ['Chirper', 'Facepage', 'Instapic']) as platform,
    handle, display_name, posted_at,
    case about
        when 'delivery' then one_of(source_key, 'text', ['Still waiting for my parcel @HarbourHome',
            'Great, another missed delivery', 'Delivery driver was brilliant today'])
        when 'praise' then 'Love my new things from @HarbourHome'
        when 'price' then 'Prices at @HarbourHome have gone mad'
        when 'product' then one_of(source_key, 'text',
            ['Kettle broke after a week', 'Best cushions ever'])
        else 'On hold with @HarbourHome again'
    end || if(order_number is null, '', ' (order ' || order_number || ')') as text,
    order_number, posted_at::date as _on,
from mentions
