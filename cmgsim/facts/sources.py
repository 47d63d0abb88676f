"""
The public pages that the rows come from, by title and edition. A row without a source does not exist.

A page is cited by title and edition because addresses move; the key is what a reader of the code sees. What no page
says is marked as assumed here too, so that every number of a run can be asked where it comes from.
"""

from __future__ import annotations

from typing import Final

from cmgsim.facts.rows import Confidence, Source

_P: Final = Confidence.PRACTITIONER
_A: Final = Confidence.ASSUMED

# The page that the rules number, in two editions: rows that only the newer one has cite it.
DATA_FLOW: Final = Source("DF22", "Data flow for CMG", "April 2022")
DATA_FLOW_NEWER: Final = Source("DF", "Data flow for CMG", "newer English text, 2025")

# Configuration Manager documentation
INTERNET_ENDPOINTS: Final = Source("EP", "Internet access requirements: cloud services", "2025")
INTERNET_ENDPOINTS_VARIANT: Final = Source(
    "EPv", "Internet access requirements: cloud services", "a variant published earlier"
)
SCALE: Final = Source("SC", "Size and scale numbers: cloud management gateway", "2025")
SCALE_CONNECTION_POINT: Final = Source("SCP", "Size and scale numbers: CMG connection point", "September 2020")
PERFORMANCE: Final = Source("PS", "CMG performance and scale", "2025")
SIZE_AND_SCALE: Final = Source("SZ", "Size and scale numbers", "2023")
COST: Final = Source("COST", "Cost of CMG", "2023")
MONITOR: Final = Source("MON", "Monitor cloud management gateway", "2025")
SECURITY: Final = Source("SEC", "Security and privacy for the cloud management gateway", "2025")
MODIFY: Final = Source("MOD", "Modify a CMG", "2025")
PLAN: Final = Source("PLAN", "Plan for cloud management gateway", "2023")
SETUP: Final = Source("SET", "Set up a CMG", "2023")
CERTIFICATE: Final = Source("CERT", "CMG server authentication certificate", "April 2022")
CLIENTS_FOR_CMG: Final = Source("CLI", "Configure clients for CMG", "2023")
ENTRA_FOR_CMG: Final = Source("AAD", "Configure Azure AD for CMG", "July 2021")
TOKEN_AUTHENTICATION: Final = Source("TOK", "Token-based authentication for cloud management gateway", "December 2025")
ENTRA_WORKFLOW: Final = Source("ENT", "Microsoft Entra authentication workflow", "2023")
CLIENT_SETTINGS: Final = Source("CS", "About client settings", "October 2023")
FIND_RESOURCES: Final = Source("FIND", "Understand how clients find site resources and services", "2023")
DISCOVERY: Final = Source("DISC", "About discovery methods", "2023")
BOUNDARY_GROUPS: Final = Source("BG", "Configure boundary groups", "2023")
BOUNDARY_GROUPS_SUP: Final = Source("BGS", "Boundary groups and software update points", "2023")
PROXY_SUPPORT: Final = Source("PRX", "Proxy server support", "2023")
CMG_LOGS: Final = Source("LOG", "Log file reference: cloud management gateway", "2025")
LOG_FILES: Final = Source("ALOG", "About log files", "2023")
WHATS_NEW_2409: Final = Source("N2409", "What's new in version 2409 of Configuration Manager", "2024")
RELEASE_NOTES: Final = Source("RELN", "Release notes for Configuration Manager", "2020")
UPDATE_COMPLIANCE: Final = Source("TSU", "Track software update compliance assessment", "support article")
CONTENT_TROUBLE: Final = Source("TCN", "Cannot download content from a CMG", "support article")
CMG_TROUBLE: Final = Source(
    "T403", "Configuration Manager clients fail to communicate with CMG", "support article, February 2025"
)
COMANAGEMENT_TROUBLE: Final = Source(
    "TCO", "Troubleshooting co-management: bootstrap with modern provisioning", "support article"
)
PUBLIC_IP_TROUBLE: Final = Source("TIP", "Public IP address creation error", "support article, November 2025")
REGION_TROUBLE: Final = Source("TREG", "CMG creation unavailable in a region", "support article, February 2026")
MESSAGING_SESSION: Final = Source(
    "BGBS", "Configuration Manager messaging SDK: ConfigMgrBgbSession", "previous versions"
)
MESSAGING_SETTINGS: Final = Source("MSGW", "CCM_Messaging_Configuration", "previous versions")
IIS_VERBS: Final = Source("IISV", "Prepare Windows servers for site systems: HTTP verbs", "2023")

# Azure documentation
TOKEN_LIFETIMES: Final = Source("TLT", "Configurable token lifetimes in the Microsoft identity platform", "2025")
LOAD_BALANCER_RESET: Final = Source("LBR", "Load balancer TCP reset and idle timeout", "2025")
LOAD_BALANCER_PROBES: Final = Source("LBP", "Azure Load Balancer health probes", "2025")
LOAD_BALANCER_DISTRIBUTION: Final = Source("LBD", "Azure Load Balancer distribution modes", "January 2026")
AV2_SERIES: Final = Source("AV2", "Av2-series virtual machines", "2025")
STORAGE_LIMITS: Final = Source("SACC", "Azure storage account limits", "2020")

# What practitioners saw
CLIENT_IMPLEMENTATIONS: Final = Source("WIRE", "public re-implementations of the client", "2022 to 2024", _P)
MP_PROTOCOL_MODULE: Final = Source("MSFX", "public module that speaks the management point's protocol", "2023", _P)
CLIENT_NOTIFICATION: Final = Source("FAST", "Fast Channel for System Management and posts on the same", "2018", _P)
SITE_PATHS: Final = Source("MM", "public inventory of a management point's web applications", "2024", _P)

# What nobody published
ASSUMED: Final = Source("ASSUMED", "assumption of cmgsim", "version 1", _A)
DERIVED: Final = Source("DERIVED", "derived by cmgsim from documented figures", "version 1", _A)

# What the fault catalogue cites besides
AZURE_SERVICES: Final = Source("AZW", "Configure Azure services for use with Configuration Manager", "2025")
ENTRA_ERRORS: Final = Source("AADSTS", "Microsoft Entra authentication and authorization error codes", "2025")
RESOURCE_NAME_ERRORS: Final = Source("ARMN", "Resolve errors for storage account names", "2025")
BITS_ERRORS: Final = Source("BITS", "Issues with BITS", "Windows Server Update Services documentation")
METHOD_REFUSED: Final = Source(
    "T405", "Clients fail to download content with HTTP 405 errors", "support article, July 2026"
)
DNS_STANDARD: Final = Source("RFC1035", "Domain names: implementation and specification", "RFC 1035, 1987")
CMG_DEPLOYMENT_NOTES: Final = Source("B1", "SCCM Cloud Management Gateway Deployment Notes", "a blog, June 2017", _P)
EXPIRED_CERTIFICATE: Final = Source("PVDW", "Expired CMG server authentication certificate", "a blog", _P)
VAULT_NAME_ISSUE: Final = Source(
    "I1883", "CMG server Certificate (VMSS) Name check method is not sufficient", "a report to memdocs", _P
)

SOURCES: Final[tuple[Source, ...]] = tuple(row for row in list(globals().values()) if isinstance(row, Source))
"""Every source above, in order; collected here so that none is forgotten."""
