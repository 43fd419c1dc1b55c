"""The words of Croissant 1.1 and its RAI extension, as the specifications spell them.

Writer and lint share them: mlcroissant accepts any other word without a sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONFORMS_TO = ("http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0")
PARQUET = "application/x-parquet"

CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "annotation": "cr:annotation",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "excludes": "cr:excludes",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "unArchive": "cr:unArchive",
}

DATA_TYPES: Mapping[str, str] = {
    "string": "sc:Text",
    "int32": "cr:Int32",
    "int64": "cr:Int64",
    "float64": "cr:Float64",
    "bool": "sc:Boolean",
    "timestamp": "sc:DateTime",
}
"""Column type → Croissant data type."""

RAI = frozenset(
    {
        *("dataCollection", "dataCollectionType", "dataCollectionMissingData", "dataCollectionRawData", "dataCollectionTimeframe"),
        *("dataImputationProtocol", "dataManipulationProtocol", "dataPreprocessingProtocol"),
        *("dataAnnotationProtocol", "dataAnnotationPlatform", "dataAnnotationAnalysis", "annotationsPerItem"),
        *("annotatorDemographics", "machineAnnotationTools", "dataReleaseMaintenancePlan", "personalSensitiveInformation"),
        *("dataSocialImpact", "dataBiases", "dataLimitations", "dataUseCases"),
    }
)
"""The 20 properties of Croissant RAI 1.0."""

_ANY = ("@type", "@id", "name", "description")
KEYS: Mapping[str, frozenset[str]] = {
    "Dataset": frozenset(
        {
            *("@context", "@type", "@id", "name", "description", "conformsTo", "version", "license", "citeAs", "keywords", "isLiveDataset", "url"),
            *("datePublished", "dateCreated", "dateModified", "temporalCoverage", "creator", "publisher", "inLanguage", "sameAs", "sdVersion", "sdLicense"),
            *("distribution", "recordSet", "alternateName", "isAccessibleForFree", "size", "funder", "identifier"),
        }
    ),
    "FileObject": frozenset({*_ANY, "contentUrl", "contentSize", "encodingFormat", "sha256", "md5", "sameAs", "containedIn"}),
    "FileSet": frozenset({*_ANY, "containedIn", "encodingFormat", "includes", "excludes"}),
    "RecordSet": frozenset({*_ANY, "key", "field", "data", "dataType", "examples", "annotation"}),
    "Field": frozenset(
        {
            *(*_ANY, "dataType", "source", "references", "subField", "parentField", "isArray", "arrayShape", "repeated", "equivalentProperty"),
            *("annotation", "value"),
        }
    ),
}
"""Kind of node → the keys that it may have; on a dataset `rai:` and one of `RAI` beside them."""
