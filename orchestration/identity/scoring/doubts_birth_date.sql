select count(*), count(*) filter ({generation})
from {scored} as s
inner join identity_work.payloads as l on s.node_l = l.node
inner join identity_work.payloads as r on s.node_r = r.node
where (gamma_email = {email_same} or gamma_identifier = {identifier_same})
    and gamma_given = {given_same} and gamma_family >= {family_similar}
    and length(l.birth_text) = 8 and length(r.birth_text) = 8
