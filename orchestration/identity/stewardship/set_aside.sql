update identity_work.decision_states as d
set status = 'set_aside', overruled_by = l.overruled_by
from lost_decisions as l
where d.decision_id = l.decision_id
