from minikctl.state.kinds import CONFIG_MAP, NAMESPACE, NODE, SERVICE, metadata


def texts(found):
    return [error.text for error in found]


def meta(**fields):
    return {"metadata": {"name": "a", "namespace": "default", **fields}}


def test_a_plain_object_is_fine():
    assert texts(metadata.validate(CONFIG_MAP, meta(labels={"app": "web"}, annotations={"Some/Thing": "x"}))) == []


def test_a_name_is_needed():
    found = texts(metadata.validate(CONFIG_MAP, {"metadata": {"namespace": "default"}}))
    assert found == ["metadata.name: Required value: name or generateName is required"]


def test_each_kind_has_its_own_name_check():
    assert texts(metadata.validate(NAMESPACE, {"metadata": {"name": "a.b"}})) == [
        'metadata.name: Invalid value: "a.b": must not contain dots'
    ]
    assert "a DNS-1035 label" in texts(metadata.validate(SERVICE, meta(name="1a")))[0]
    assert texts(metadata.validate(CONFIG_MAP, meta(name="a.b"))) == []


def test_objects_of_the_whole_cluster_have_no_namespace():
    assert texts(metadata.validate(NODE, meta())) == ["metadata.namespace: Forbidden: not allowed on this type"]


def test_label_errors_name_the_map_and_show_key_or_value():
    found = texts(metadata.validate(CONFIG_MAP, meta(labels={"bad key": "x", "ok": "-"})))
    assert found[0].startswith('metadata.labels: Invalid value: "bad key": name part must consist of')
    assert found[1].startswith('metadata.labels: Invalid value: "-": a valid label must be an empty string or')


def test_annotations_may_not_grow_without_end():
    found = texts(metadata.validate(CONFIG_MAP, meta(annotations={"a": "x" * 262144})))
    assert found == ["metadata.annotations: Too long: may not be more than 262144 bytes"]


def test_only_one_owner_controls():
    owner = {"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "u", "controller": True}
    (found,) = texts(metadata.validate(CONFIG_MAP, meta(ownerReferences=[owner, {**owner, "name": "q"}])))
    assert found.endswith('Found "true" in references for p and q')


def test_names_cannot_change():
    found = texts(metadata.validate_update(CONFIG_MAP, meta(name="b"), meta()))
    assert found == ['metadata.name: Invalid value: "b": field is immutable']


def test_nothing_holds_up_a_deletion_that_has_begun():
    old = meta(deletionTimestamp="2026-01-01T00:00:00Z", finalizers=["a/b"])
    new = meta(deletionTimestamp="2026-01-01T00:00:00Z", finalizers=["a/b", "c/d"])
    assert texts(metadata.validate_update(CONFIG_MAP, new, old)) == [
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, "
        'found new finalizers []string{"c/d"}'
    ]
