"""The kinds of apiextensions.k8s.io/v1."""

from __future__ import annotations

from typing import Annotated, Required

from minikctl.state.shapes.meta import ObjectMeta, TypeMeta
from minikctl.state.shapes.shape import JSON, Bytes, Int32, Int64, Shape, Time

ConditionStatus = str
ConversionStrategyType = str
CustomResourceDefinitionConditionType = str
FieldValueErrorReason = str
JSONSchemaURL = str
ResourceScope = str


class ServiceReference(Shape, total=False):
    namespace: Annotated[Required[str], "1"]
    name: Annotated[Required[str], "2"]
    path: Annotated[str, "3 pointer"]
    port: Annotated[Int32, "4 pointer"]


class WebhookClientConfig(Shape, total=False):
    url: Annotated[str, "3 pointer"]
    service: Annotated[ServiceReference, "1 pointer"]
    caBundle: Annotated[Bytes, "2"]


class WebhookConversion(Shape, total=False):
    clientConfig: Annotated[WebhookClientConfig, "2 pointer"]
    conversionReviewVersions: Annotated[Required[list[str]], "3"]


class CustomResourceConversion(Shape, total=False):
    strategy: Annotated[Required[ConversionStrategyType], "1"]
    webhook: Annotated[WebhookConversion, "2 pointer"]


class ExternalDocumentation(Shape, total=False):
    description: Annotated[str, "1"]
    url: Annotated[str, "2"]


class ValidationRule(Shape, total=False):
    rule: Annotated[Required[str], "1"]
    message: Annotated[str, "2"]
    messageExpression: Annotated[str, "3"]
    reason: Annotated[FieldValueErrorReason, "4 pointer"]
    fieldPath: Annotated[str, "5"]
    optionalOldSelf: Annotated[bool, "6 pointer"]


class JSONSchemaProps(Shape, total=False):
    id: Annotated[str, "1"]
    schema: Annotated[JSONSchemaURL, "2 json=$schema"]
    ref: Annotated[str, "3 pointer json=$ref"]
    description: Annotated[str, "4"]
    type: Annotated[str, "5"]
    format: Annotated[str, "6"]
    title: Annotated[str, "7"]
    default: Annotated[JSON, "8 pointer"]
    maximum: Annotated[float, "9 pointer"]
    exclusiveMaximum: Annotated[bool, "10"]
    minimum: Annotated[float, "11 pointer"]
    exclusiveMinimum: Annotated[bool, "12"]
    maxLength: Annotated[Int64, "13 pointer"]
    minLength: Annotated[Int64, "14 pointer"]
    pattern: Annotated[str, "15"]
    maxItems: Annotated[Int64, "16 pointer"]
    minItems: Annotated[Int64, "17 pointer"]
    uniqueItems: Annotated[bool, "18"]
    multipleOf: Annotated[float, "19 pointer"]
    enum: Annotated[list[JSON], "20"]
    maxProperties: Annotated[Int64, "21 pointer"]
    minProperties: Annotated[Int64, "22 pointer"]
    required: Annotated[list[str], "23"]
    items: Annotated[JSON, "24 pointer"]
    allOf: Annotated[list[JSONSchemaProps], "25"]
    oneOf: Annotated[list[JSONSchemaProps], "26"]
    anyOf: Annotated[list[JSONSchemaProps], "27"]
    not_: Annotated[JSONSchemaProps, "28 pointer json=not"]
    properties: Annotated[dict[str, JSONSchemaProps], "29"]
    additionalProperties: Annotated[JSON, "30 pointer"]
    patternProperties: Annotated[dict[str, JSONSchemaProps], "31"]
    dependencies: Annotated[dict[str, JSON], "32"]
    additionalItems: Annotated[JSON, "33 pointer"]
    definitions: Annotated[dict[str, JSONSchemaProps], "34"]
    externalDocs: Annotated[ExternalDocumentation, "35 pointer"]
    example: Annotated[JSON, "36 pointer"]
    nullable: Annotated[bool, "37"]
    preserve_unknown_fields: Annotated[bool, "38 pointer json=x-kubernetes-preserve-unknown-fields"]
    embedded_resource: Annotated[bool, "39 json=x-kubernetes-embedded-resource"]
    int_or_string: Annotated[bool, "40 json=x-kubernetes-int-or-string"]
    list_map_keys: Annotated[list[str], "41 json=x-kubernetes-list-map-keys"]
    list_type: Annotated[str, "42 pointer json=x-kubernetes-list-type"]
    map_type: Annotated[str, "43 pointer json=x-kubernetes-map-type"]
    validations: Annotated[
        list[ValidationRule], "44 merge=rule keys=rule json=x-kubernetes-validations go=v1.ValidationRules"
    ]


class CustomResourceValidation(Shape, total=False):
    openAPIV3Schema: Annotated[JSONSchemaProps, "1 pointer"]


class CustomResourceSubresourceStatus(Shape, total=False):
    pass


class CustomResourceSubresourceScale(Shape, total=False):
    specReplicasPath: Annotated[Required[str], "1"]
    statusReplicasPath: Annotated[Required[str], "2"]
    labelSelectorPath: Annotated[str, "3 pointer"]


class CustomResourceSubresources(Shape, total=False):
    status: Annotated[CustomResourceSubresourceStatus, "1 pointer"]
    scale: Annotated[CustomResourceSubresourceScale, "2 pointer"]


class CustomResourceColumnDefinition(Shape, total=False):
    name: Annotated[Required[str], "1"]
    type: Annotated[Required[str], "2"]
    format: Annotated[str, "3"]
    description: Annotated[str, "4"]
    priority: Annotated[Int32, "5"]
    jsonPath: Annotated[Required[str], "6"]


class SelectableField(Shape, total=False):
    jsonPath: Annotated[Required[str], "1"]


class CustomResourceDefinitionVersion(Shape, total=False):
    name: Annotated[Required[str], "1"]
    served: Annotated[Required[bool], "2"]
    storage: Annotated[Required[bool], "3"]
    deprecated: Annotated[bool, "7"]
    deprecationWarning: Annotated[str, "8 pointer"]
    schema: Annotated[CustomResourceValidation, "4 pointer"]
    subresources: Annotated[CustomResourceSubresources, "5 pointer"]
    additionalPrinterColumns: Annotated[list[CustomResourceColumnDefinition], "6"]
    selectableFields: Annotated[list[SelectableField], "9"]


class CustomResourceDefinitionNames(Shape, total=False):
    plural: Annotated[Required[str], "1"]
    singular: Annotated[str, "2"]
    shortNames: Annotated[list[str], "3"]
    kind: Annotated[Required[str], "4"]
    listKind: Annotated[str, "5"]
    categories: Annotated[list[str], "6"]


class CustomResourceDefinitionSpec(Shape, total=False):
    group: Annotated[Required[str], "1"]
    names: Annotated[Required[CustomResourceDefinitionNames], "3"]
    scope: Annotated[Required[ResourceScope], "4"]
    versions: Annotated[Required[list[CustomResourceDefinitionVersion]], "7"]
    conversion: Annotated[CustomResourceConversion, "9 pointer"]
    preserveUnknownFields: Annotated[bool, "10"]


class CustomResourceDefinitionCondition(Shape, total=False):
    type: Annotated[Required[CustomResourceDefinitionConditionType], "1"]
    status: Annotated[Required[ConditionStatus], "2"]
    lastTransitionTime: Annotated[Time, "3"]
    reason: Annotated[str, "4"]
    message: Annotated[str, "5"]


class CustomResourceDefinitionStatus(Shape, total=False):
    conditions: Annotated[list[CustomResourceDefinitionCondition], "1 always keys=type"]
    acceptedNames: Annotated[CustomResourceDefinitionNames, "2 always"]
    storedVersions: Annotated[list[str], "3 always"]


class CustomResourceDefinition(TypeMeta, total=False):
    metadata: Annotated[ObjectMeta, "1"]
    spec: Annotated[Required[CustomResourceDefinitionSpec], "2"]
    status: Annotated[CustomResourceDefinitionStatus, "3"]
