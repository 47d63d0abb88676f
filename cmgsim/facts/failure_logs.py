"""Log lines that several faults have in common, each by the role whose work failed; and what follows at a step."""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.failure_rows import Bilingual, LogLine
from cmgsim.facts.rows import Role, Source

NOT_DEPLOYED: Final = Bilingual(
    "Nothing: there is no cloud management gateway yet.",
    "Rien : il n'y a pas encore de passerelle de gestion cloud.",
)
NOT_DISTRIBUTED: Final = Bilingual(
    "Nothing at first: new content does not arrive in the storage of the CMG, and cannot be downloaded from there.",
    "Rien dans un premier temps : le nouveau contenu n'arrive pas dans le stockage de la passerelle de gestion cloud "
    "et ne peut pas y être téléchargé.",
)
UNTRUSTED_CHANNEL: Final = (
    "The underlying connection was closed: Could not establish trust relationship for the SSL/TLS secure channel."
)
UNREACHABLE: Final = "Unable to connect to the remote server"
TIMED_OUT: Final = "The operation has timed out"


def http_connection_log(exception: str, server: str = "{service_name}:{port}") -> LogLine:
    """The connection point's line about an HTTPS channel that it could not build."""
    return LogLine(
        Role.CMG_CONNECTION_POINT,
        "SMS_CLOUD_PROXYCONNECTOR.log",
        "SMS_CLOUD_PROXYCONNECTOR",
        3,
        f"ERROR: Failed to build Http connection {{guid}} with server {server}. "
        f"Exception: System.Net.WebException: {exception}",
        src.ASSUMED,
        "begins as in a field report; the exception is modelled",
        about=("HTTPS", "DNS"),
    )


def tcp_connection_log(exception: str) -> LogLine:
    """The connection point's line about a TCP-TLS channel that it could not build."""
    return LogLine(
        Role.CMG_CONNECTION_POINT,
        "SMS_CLOUD_PROXYCONNECTOR.log",
        "SMS_CLOUD_PROXYCONNECTOR",
        3,
        "ERROR: Failed to build Tcp connection {guid} with server {service_name}:{port}. "
        f"Exception: System.Net.WebException: {exception}",
        src.ASSUMED,
        "classic deployment only; begins as in a field report, the exception is modelled",
        about=("TCP-TLS",),
    )


TCP_SILENCE_LOG: Final = LogLine(
    Role.CMG_CONNECTION_POINT,
    "SMS_CLOUD_PROXYCONNECTOR.log",
    "SMS_CLOUD_PROXYCONNECTOR",
    3,
    "ERROR: Failed to build Tcp connection {guid} with server {service_name}:{port}. Exception: "
    "System.Net.WebException: TCP CONNECTION: Failed to authenticate with proxy server ---> System.IO.IOException: "
    "Unable to read data from the transport connection: A connection attempt failed because the connected party did "
    "not properly respond after a period of time, or established connection failed because connected host has failed "
    "to respond.",
    src.CMG_DEPLOYMENT_NOTES,
    "classic deployment only; it speaks of a proxy even where a firewall drops the packets",
    about=("TCP-TLS",),
)
SILENT_CHANNEL: Final = (http_connection_log(TIMED_OUT), TCP_SILENCE_LOG)
"""When nobody answers, over HTTPS and over TCP-TLS."""


def cloud_manager_log(text: str, source: Source = src.ASSUMED, note: str = "", about: tuple[str, ...] = ()) -> LogLine:
    """A line of the service connection point about its work in Azure."""
    return LogLine(
        Role.SERVICE_CONNECTION_POINT, "CloudMgr.log", "SMS_CLOUD_SERVICES_MANAGER", 3, text, source, note, about
    )


def failed_task_log(exception: str) -> LogLine:
    """The service connection point's line about a deployment that failed."""
    return cloud_manager_log(
        "ERROR: TaskManager: Task [CreateDeployment for service {prefix}] has failed. Exception " + exception,
        note="begins as published; the exception is modelled",
    )


def upload_log(reason: str) -> LogLine:
    """The site server's line about content that it could not upload."""
    return LogLine(
        Role.SITE_SERVER,
        "PkgXferMgr.log",
        "SMS_PACKAGE_TRANSFER_MANAGER",
        3,
        f"Failed to upload to {{blob_name}}: {reason}",
        src.ASSUMED,
        "the whole line is modelled",
    )


def token_log(reason: str) -> LogLine:
    """The client's line about a token that it did not get."""
    return LogLine(
        Role.CLIENT,
        "ADALOperationProvider.log",
        "ADALOperationProvider",
        3,
        f"Failed to get a token from {{entra_name}}: {reason}",
        src.ASSUMED,
        "the whole line is modelled",
        about=("entra-id",),
    )


DOWNLOAD_LOG: Final = LogLine(
    Role.CLIENT,
    "DataTransferService.log",
    "DataTransferService",
    3,
    "[CCMHTTP] ERROR: URL=https://{blob_name}, Port=443, Options=480, Code=12029, Text=ERROR_WINHTTP_CANNOT_CONNECT",
    src.ASSUMED,
    "form seen in the field, for a distribution point",
    about=("C6",),
)
"""The client's line about a download that does not begin."""
