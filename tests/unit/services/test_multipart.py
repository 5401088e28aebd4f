"""Forms that carry a file."""

import pytest

from samverka_services.http.multipart import pairs_of_parts

TYPE = "multipart/form-data; boundary=gr--ns"


def body(*parts: tuple[str, bytes]) -> bytes:
    shown = (
        b"--gr--ns\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (head.encode(), said)
        for head, said in parts
    )
    return b"".join(shown) + b"--gr--ns--\r\n"


def test_fields_and_files_are_names_and_texts() -> None:
    sent = body(
        ('name="a"', b"1\r\n2"), ('name="fil"; filename="\xe5.csv"\r\nContent-Type: text/csv', "å;ä".encode())
    )
    assert pairs_of_parts(TYPE, sent, 2) == [("a", "1\r\n2"), ("fil", "å;ä")]


@pytest.mark.parametrize("written", ["\ufeffå".encode(), "å".encode(), "å".encode("cp1252")])
def test_a_file_is_read_as_windows_and_others_write_it(written: bytes) -> None:
    assert pairs_of_parts(TYPE, body(('name="fil"', written)), 1) == [("fil", "å")]


@pytest.mark.parametrize(
    ("content_type", "sent"),
    [
        ("multipart/form-data", body(('name="a"', b"1"))),
        ("multipart/form-data; boundary=å", b"--\xc3\xa5--"),
        (TYPE, b""),
        (TYPE, b"--gr--ns\r\n\r\n"),
        (TYPE, body(('name="a"', b"1")).removesuffix(b"--\r\n")),
        (TYPE, body(("filename=x", b"1"))),
        (TYPE, body(("name*=utf-8''a", b"1"))),
        (TYPE, body(*[('name="a"', b"1")] * 3)),
        (TYPE, b"--gr--ns\r\n\xff\r\n\r\nx\r\n--gr--ns--"),
    ],
)
def test_what_is_no_such_form_or_too_much_is_refused(content_type: str, sent: bytes) -> None:
    with pytest.raises(ValueError):
        pairs_of_parts(content_type, sent, 2)
