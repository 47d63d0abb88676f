"""A trace as packets, for Wireshark and every other tool that reads pcapng."""
