select suite, expectation, column_name, severity, passed, unexpected, evaluated
from gates.results
where run_id = ?
order by suite, expectation
