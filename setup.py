"""Where the wheel's files come from; what the project is stands in `pyproject.toml`.

The dbt package and the suites stand beside `orchestration` in the repository, where a dbt engineer
looks for them. In a wheel they lie inside it, so that nothing else lands in site-packages.
"""

from setuptools import find_namespace_packages, setup

# Folders of SQL and CSV have no `__init__.py`, and are packages all the same.
PYTHON = find_namespace_packages(
    include=["orchestration", "orchestration.*"], exclude=["*__pycache__*"]
)
SHIPPED = {"orchestration.dbt_project": "dbt_project", "orchestration.expectations": "expectations"}

setup(
    packages=[*PYTHON, *SHIPPED],
    package_dir=SHIPPED,
)
