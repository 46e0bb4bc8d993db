//! Corrects in the XML, before it is packed, what docx-rs 0.4 cannot express or writes wrongly.
//!
//! Safe for any text: `<` inside a text is `&lt;` by then, so every tag found is really a tag.

use docx_rs::XMLDocx;

use super::schema::in_order;

/// Who made it and in which language; docx-rs would write 1970 as its date and `unknown` as its author.
const CORE: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#,
    r#"<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
    r#"xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>tokenctl</dc:creator>"#,
    r#"<dc:language>vi-VN</dc:language></cp:coreProperties>"#
);

/// Puts every part into the schema's order, marks the heading rows of tables, and names language and author.
/// `None` if the parts are not of the shape that docx-rs 0.4 gives them.
pub(super) fn mend(mut parts: XMLDocx, headings: &[(usize, usize)]) -> Option<XMLDocx> {
    for part in [&mut parts.document, &mut parts.styles, &mut parts.settings, &mut parts.numberings]
        .into_iter()
        .chain(&mut parts.headers)
    {
        *part = in_order(part)?;
    }
    for (table, rows) in headings {
        parts.document = repeat(&parts.document, *table, *rows)?;
    }
    // Without these Word underlines every Vietnamese word, and takes the first style it finds for the normal one.
    let styles = std::str::from_utf8(&parts.styles).ok()?;
    let styles = styles
        .replacen("</w:rPr></w:rPrDefault>", "<w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault>", 1)
        .replacen("w:styleId=\"Normal\"", "w:default=\"1\" w:styleId=\"Normal\"", 1);
    parts.styles = styles.into_bytes();
    parts.doc_props.core = CORE.as_bytes().to_vec();
    Some(parts)
}

/// Adds `<w:tblHeader/>` (ECMA-376 17.4.78) to the first `rows` rows of the table number `table`, counted from zero.
/// `None` if there are not that many tables or rows.
fn repeat(document: &[u8], table: usize, rows: usize) -> Option<Vec<u8>> {
    let xml = std::str::from_utf8(document).ok()?;
    let (start, _) = xml.match_indices("<w:tbl>").nth(table)?;
    let (before, mut rest) = xml.split_at_checked(start)?;
    let mut marked = String::with_capacity(xml.len().saturating_add(rows.saturating_mul(16)));
    marked.push_str(before);
    for _ in 0..rows {
        let (head, row) = rest.split_once("<w:tr>")?;
        if head.contains("</w:tbl>") {
            return None;
        }
        marked.push_str(head);
        marked.push_str("<w:tr><w:trPr><w:tblHeader/>");
        rest = if let Some(properties) = row.strip_prefix("<w:trPr>") {
            properties
        } else {
            marked.push_str("</w:trPr>");
            row.strip_prefix("<w:trPr />")?
        };
    }
    marked.push_str(rest);
    Some(marked.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "<w:tbl><w:tr><w:trPr /></w:tr></w:tbl><w:tbl><w:tr><w:trPr><w:cantSplit /></w:trPr>A</w:tr>\
                       <w:tr><w:trPr />B</w:tr></w:tbl>";

    #[test]
    fn only_the_heading_rows_of_the_list_are_marked() {
        let marked = String::from_utf8(repeat(TWO.as_bytes(), 1, 2).unwrap()).unwrap();
        assert_eq!(
            marked,
            "<w:tbl><w:tr><w:trPr /></w:tr></w:tbl><w:tbl><w:tr><w:trPr><w:tblHeader/><w:cantSplit /></w:trPr>A</w:tr>\
             <w:tr><w:trPr><w:tblHeader/></w:trPr>B</w:tr></w:tbl>",
            "the letterhead stays, the properties that were there stay"
        );
    }

    #[test]
    fn a_document_of_another_shape_is_told_and_not_left_without_its_headings() {
        assert_eq!(repeat(TWO.as_bytes(), 2, 1), None, "no third table");
        assert_eq!(repeat(TWO.as_bytes(), 0, 2), None, "the row of another table is none of this one");
        assert_eq!(repeat(b"<w:tbl><w:tr>bare", 0, 1), None, "rows without properties are not docx-rs's");
    }
}
