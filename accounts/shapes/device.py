"""Devices in AWS's shape."""

from typing import Any

from accounts.models import Device


def device_type(device: Device) -> dict[str, Any]:
    """AWS DeviceType."""
    # AWS: `device_status` is `valid` whatever the device's standing; unverified.
    attributes = {"device_name": device.name, "device_status": "valid", "last_ip_used": device.last_ip}
    return {
        "DeviceKey": device.key,
        "DeviceAttributes": [{"Name": name, "Value": value} for name, value in attributes.items() if value],
        "DeviceCreateDate": device.created_at,
        "DeviceLastModifiedDate": device.updated_at,
        "DeviceLastAuthenticatedDate": device.last_authenticated_at,
    }
