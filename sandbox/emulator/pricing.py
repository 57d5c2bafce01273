"""The price list, which moto lacks: one product, as Karpenter has the prices of all others built in."""

import json
from typing import Any

TARGET = "AWSPriceListService.GetProducts"


def products() -> dict[str, Any]:
    return {"FormatVersion": "aws_v1", "PriceList": [json.dumps(product("m5.xlarge", "0.192"))]}


def product(instance_type: str, dollars: str) -> dict[str, Any]:
    dimension = {"unit": "Hrs", "pricePerUnit": {"USD": dollars}}
    return {
        "product": {"attributes": {"instanceType": instance_type}},
        "terms": {"OnDemand": {"term": {"priceDimensions": {"dimension": dimension}}}},
    }
