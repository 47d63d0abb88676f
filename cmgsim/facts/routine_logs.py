"""
Log lines of work that goes well: what each component writes while nothing is broken.

A class compares a healthy log with a broken one; `failures` has the lines of what is broken. Each row says which record
of a trace makes the component write. Wordings that no public page shows are marked as modelled, like those of faults.
"""

from __future__ import annotations

from typing import Final, Literal

from attrs import frozen

from cmgsim.facts import sources as src
from cmgsim.facts.failure_rows import LogLine
from cmgsim.facts.rows import Role, Source

_MODELLED: Final = "the whole line is modelled"


@frozen
class RoutineLine:
    """A line, and the record that makes its component write it."""

    line: LogLine
    kind: str
    """Of the record."""
    rule: str
    src_role: Role
    dst_role: Role | None = None
    """None: any."""
    says: str = ""
    """A word of the record's text, which is stable."""
    of: str = ""
    """A part of the verb and path of the request that it is about."""


def _row(
    role: Role, file: str, component: str, text: str, source: Source = src.ASSUMED, note: str = _MODELLED,
    severity: Literal[1, 2, 3] = 1,
) -> LogLine:  # fmt: skip
    return LogLine(role, f"{file}.log", component, severity, text, source, note if source is src.ASSUMED else "")


def _cloud_manager(text: str, note: str = _MODELLED) -> LogLine:
    return _row(Role.SERVICE_CONNECTION_POINT, "CloudMgr", "SMS_CLOUD_SERVICES_MANAGER", text, note=note)


def _connector(text: str, source: Source = src.ASSUMED, note: str = _MODELLED) -> LogLine:
    name = "SMS_CLOUD_PROXYCONNECTOR"
    return _row(Role.CMG_CONNECTION_POINT, name, name, text, source, note)


def _client(file: str, text: str, source: Source = src.ASSUMED, note: str = _MODELLED) -> LogLine:
    return _row(Role.CLIENT, file, file, text, source, note)


def _site(file: str, component: str, text: str) -> LogLine:
    return _row(Role.SITE_SERVER, file, component, text)


_SCP, _CP, _MP, _SUP = (
    Role.SERVICE_CONNECTION_POINT, Role.CMG_CONNECTION_POINT, Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT,
)  # fmt: skip
_VM, _CLIENT, _SITE, _BLOB = Role.INSTANCE, Role.CLIENT, Role.SITE_SERVER, Role.BLOB_STORAGE
_CALL: Final = (
    "MessageID: {guid} RequestURI: https://{server}{path} EndpointName: {endpoint} ResponseHeader: HTTP/1.1 200 OK ~~ "
    "ResponseBodySize: {down} ElapsedTime: {ms} ms"
)

# fmt: off
ROUTINE_LOGS: Final[tuple[RoutineLine, ...]] = (
    # deployment
    RoutineLine(_cloud_manager("Got an access token from {entra_name}"), "response", "F1", Role.ENTRA_ID, _SCP),
    RoutineLine(
        _cloud_manager("Resource Manager - Creating {resource} {prefix} with deployment Create{resource}{guid}~~",
                       "form as published for a public IP address"),
        "request", "F1", _SCP, Role.AZURE_RESOURCE_MANAGER),
    RoutineLine(_row(_VM, "CMGSetup", "CMGSetup", "Setup has finished"), "state", "F1", Role.CMG, says="setup"),
    RoutineLine(_cloud_manager("Service {prefix} is in Ready state"), "state", "F1", Role.CMG, says="is ready"),
    # the channel
    RoutineLine(_connector("Built {transport} connection {guid} with server {service_name}:{port}"),
                "accepted", "F2", _CP, Role.INSTANCE),
    RoutineLine(_connector("Built {transport} connection {guid} with server {service_name}:{port}"),
                "accepted", "F2", _CP, Role.LOAD_BALANCER),
    RoutineLine(_connector("Tcp connection is not tried: a proxy is configured"),
                "state", "F2", _CP, says="is not tried"),
    # communication
    RoutineLine(_client("ADALOperationProvider", "Got a token from {entra_name}"),
                "response", "F3", Role.ENTRA_ID, _CLIENT),
    RoutineLine(
        _client("ClientLocation", "Rotating internet management point, new management point [1] is: "
                "https://{service_name}/CCM_Proxy_MutualAuth/{role_id}", src.TOKEN_AUTHENTICATION),
        "accepted", "F3", _CLIENT, Role.LOAD_BALANCER),
    RoutineLine(
        _client("CcmMessaging", "Sending remote sync message '{guid}' to host '{service_name}{path}' endpoint "
                "'{endpoint}'", src.ENTRA_WORKFLOW),
        "request", "F3", _CLIENT, _VM, of="CCM_POST "),
    RoutineLine(
        _client("CcmMessaging", "Sending '{guid}' by {verb} to '{service_name}{path}'"),
        "request", "F3", _CLIENT, _VM, of="BITS_POST "),
    RoutineLine(
        _row(_VM, "CMGService", "CMGService",
             "RequestUri: {path}  RequestCount: 1  RequestSize: {up} Bytes  ResponseCount: 1  "
             "ResponseSize: {down} Bytes  AverageElapsedTime: {ms} ms~~", src.ENTRA_WORKFLOW),
        "response", "F3", _VM, _CLIENT),
    RoutineLine(_connector(_CALL, src.ENTRA_WORKFLOW), "response", "F5", _MP, _CP),
    RoutineLine(_connector(_CALL, src.ENTRA_WORKFLOW), "response", "F5", _SUP, _CP),
    RoutineLine(_row(_MP, "CCM_STS", "CCM_STS", "Return code: 200, Description: token issued",
                     note="form as published for a refusal"),
                "response", "F5", _MP, _CP, of="/CCM_STS"),
    # content
    RoutineLine(_connector(_CALL, src.ENTRA_WORKFLOW), "response", "C1", _MP, _CP),
    RoutineLine(_client("LocationServices", "Received the content locations and an access token from "
                        "https://{service_name}"), "response", "C2", _VM, _CLIENT),
    RoutineLine(_client("DataTransferService", "Sending DAV request to https://{service_name}{path}"),
                "request", "C4", _CLIENT, _VM),
    RoutineLine(_row(_VM, "CMGContentService", "CMGContentService", "The access token is valid; location returned"),
                "state", "C5", _VM),
    RoutineLine(_client("DataTransferService", "DTSJob {guid} has {down} bytes from https://{blob_name}"),
                "response", "C6", _BLOB, _CLIENT, of="GET "),
    # content distribution
    RoutineLine(_site("distmgr", "SMS_DISTRIBUTION_MANAGER", "Asking for the package to be sent to the CMG {prefix}"),
                "state", "D1", _SITE),
    RoutineLine(_site("PkgXferMgr", "SMS_PACKAGE_TRANSFER_MANAGER", "Took the order; copying to a temporary share"),
                "state", "D2", _SITE),
    RoutineLine(_site("PkgXferMgr", "SMS_PACKAGE_TRANSFER_MANAGER", "Got an access token for the storage"),
                "state", "D3", _SITE),
    RoutineLine(_site("PkgXferMgr", "SMS_PACKAGE_TRANSFER_MANAGER", "Uploaded {up} bytes to {blob_name}"),
                "response", "D4", _BLOB, _SITE),
)
# fmt: on
"""In the order of the flows."""
