"""`stepdown serve`."""

import click

from stepdown.commands.program import Refused
from stepdown.commands.record import Standing, open_clinic
from stepdown.commands.serving import require_free_port, serve_until_stopped
from stepdown.commands.worker import require_mail_settings


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="The address to listen on.")
def serve(port: int, address: str) -> None:
    """Serve your clinic's pages and deliver its messages, until Ctrl-C.

    A demo is served by "stepdown demo" instead. Other machines reach the pages through a web
    server with HTTPS in front; see docs/reference/settings.md.
    """
    require_free_port(address, port)
    if open_clinic() is Standing.DEMO:
        raise Refused('This is a demo, not a clinic. Serve it with "stepdown demo".')
    require_mail_settings()
    click.echo(f"Serving on http://{address}:{port}. Stop with Ctrl-C.")
    serve_until_stopped(address, port)
