"""Raw prevalence files of QOF, each in the layout of its year."""

from collections.abc import Iterator

from jsna.demo.layout import text_table
from jsna.demo.plan import Country
from jsna.demo.registers import registers

#: File name, second and last heading, and line end of each year.
LAYOUTS = {
    "2018/19": ("PREVALENCE_1819_v2", "INDICATOR_GROUP_CODE", "PATIENT_LIST_SIZE", "\r\n"),
    "2019/20": ("PREVALENCE_1920", "GROUP_CODE", "PATIENT_LIST_SIZE", "\r\n"),
    "2020/21": ("PREVALENCE_2021_v2", "GROUP_CODE", "PRACTICE_LIST_SIZE", "\n"),
    "2021/22": ("PREVALENCE_2122_V2", "GROUP_CODE", "PRACTICE_LIST_SIZE", "\n"),
    "2022/23": ("PREVALENCE_2223", "GROUP_CODE", "PRACTICE_LIST_SIZE", "\n"),
}
#: The year in which registers were written with a decimal (`112.0`).
WITH_DECIMAL = "2022/23"


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """One file a year, a row a practice and register."""
    table = registers(country)
    for period, (name, group, size, line_end) in LAYOUTS.items():
        rows = table[table["period"] == period]
        patients = rows["patients"].astype(float if period == WITH_DECIMAL else int)
        columns = [rows["practice_code"], rows["register"], patients, rows["list_type"], rows["list_size"]]
        header = ["PRACTICE_CODE", group, "REGISTER", "PATIENT_LIST_TYPE", size]
        cells = zip(*(column.to_list() for column in columns), strict=True)
        yield f"prevalence/{name}.csv", text_table([header, *cells], line_end=line_end)
