//! The settings that an operator gave. A name that begins with `/` is a JSON Pointer (RFC 6901), for what is inside of
//! lists and objects: `/rules/0/prefix`.

use crate::error::text;
use crate::sys::sdk as sys;

/// A setting: text as it is, anything else as JSON.
pub fn get(name: &str) -> Option<String> {
    text(|out, cap| unsafe { sys::config(name.as_ptr(), name.len(), out, cap) }).ok()
}

/// A setting that is a whole number.
pub fn number(name: &str) -> Option<i64> {
    get(name)?.parse().ok()
}

/// Whether a setting is `true`.
pub fn flag(name: &str) -> bool {
    get(name).as_deref() == Some("true")
}

/// A setting that is a list; empty if there is none.
pub fn list(name: &str) -> Vec<String> {
    let root = if name.starts_with('/') {
        name.to_owned()
    } else {
        pointer(name)
    };
    let mut items = Vec::new();
    while let Some(item) = get(&format!("{}/{}", root, items.len())) {
        items.push(item);
    }
    items
}

/// A name as a JSON Pointer, whatever stands in it.
pub fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_pointer_names_one_setting_whatever_stands_in_its_name() {
        assert_eq!(super::pointer("a/b~1"), "/a~1b~01");
    }
}
