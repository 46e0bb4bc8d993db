//! Every part of a letter is well-formed, and its properties are in the order of the schema (ECMA-376 part 1,
//! `wml.xsd`), which LibreOffice forgives and Word need not.

use tokenctl::render::docx::docx;

use crate::dossiers::definition;
use crate::letter::dossiers;
use crate::office;

/// Elements whose children have an order, with that order as far as letters have them; anything else is not allowed.
const ORDERS: [(&str, &str); 13] = [
    ("w:pPr", "w:pStyle w:keepNext w:pBdr w:spacing w:ind w:jc w:rPr"),
    ("w:rPr", "w:rFonts w:b w:bCs w:i w:iCs w:sz w:szCs w:lang"),
    ("w:tbl", "w:tblPr w:tblGrid w:tr"),
    ("w:tblPr", "w:tblW w:jc w:tblBorders w:tblLayout w:tblCellMar"),
    ("w:tblBorders", "w:top w:left w:bottom w:right w:insideH w:insideV"),
    ("w:tblCellMar", "w:top w:left w:bottom w:right"),
    ("w:trPr", "w:cantSplit w:tblHeader"),
    ("w:tcPr", "w:tcW w:gridSpan w:vMerge w:tcBorders w:tcMar w:vAlign"),
    ("w:tcBorders", "w:top w:left w:bottom w:right"),
    ("w:sectPr", "w:headerReference w:pgSz w:pgMar w:cols w:titlePg"),
    ("w:style", "w:name w:basedOn w:qFormat w:pPr w:rPr"),
    ("w:docDefaults", "w:rPrDefault w:pPrDefault"),
    ("w:settings", "w:zoom w:defaultTabStop w:compat"),
];

const PARTS: [&str; 10] = [
    "[[]Content_Types].xml",
    "_rels/.rels",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/fontTable.xml",
    "word/header1.xml",
    "word/header2.xml",
    "word/settings.xml",
    "word/styles.xml",
];

/// Reads a part, and says what is wrong with it.
fn faults(part: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<(&str, Vec<&str>)> = Vec::new();
    for piece in part.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        if text.contains('>')
            || text.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "").replace("&quot;", "").contains('&')
        {
            faults.push(format!("`{text}` is not escaped"));
        }
        let name = tag.split([' ', '/']).next().expect("a name");
        if let Some(closed) = tag.strip_prefix('/') {
            let (opened, children) = open.pop().expect("it was opened");
            assert_eq!(opened, closed, "elements close in their order");
            faults.extend(out_of_order(opened, &children));
        } else if !tag.starts_with('?') {
            if let Some((_, children)) = open.last_mut() {
                children.push(name);
            }
            if !tag.ends_with('/') {
                open.push((name, Vec::new()));
            }
        }
    }
    assert!(open.is_empty(), "every element is closed: {open:?}");
    faults
}

fn out_of_order(parent: &str, children: &[&str]) -> Option<String> {
    let ends_in_a_paragraph = !["w:tc", "w:hdr"].contains(&parent) || children.last() == Some(&"w:p");
    let ordered = ORDERS.iter().find(|(name, _)| *name == parent).is_none_or(|(_, order)| {
        let places: Vec<_> = children.iter().map(|child| order.split(' ').position(|one| one == *child)).collect();
        places.iter().all(Option::is_some) && places.is_sorted()
    });
    (!ends_in_a_paragraph || !ordered).then(|| format!("{parent} has {children:?}"))
}

#[test]
fn every_part_of_a_letter_is_well_formed_and_in_the_order_of_the_schema() {
    for (letter, dossier) in dossiers() {
        let document = docx(&dossier, &definition(dossier.kind)).expect("a letter");
        for part in PARTS {
            let faults = faults(&office::part(&document, part));
            assert!(faults.is_empty(), "{letter}, {part}: {faults:?}");
        }
        let (text, styles) = (office::part(&document, "word/document.xml"), office::part(&document, "word/styles.xml"));
        for style in text.split("<w:pStyle w:val=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{letter}: the style {style} is not defined");
        }
    }
}

#[test]
fn the_order_of_the_schema_and_an_open_element_are_found() {
    assert_eq!(faults("<w:rPr><w:b/><w:sz w:val=\"2\"></w:sz></w:rPr>"), Vec::<String>::new(), "as it should be");
    for wrong in ["<w:rPr><w:sz/><w:b/></w:rPr>", "<w:tc><w:tbl></w:tbl></w:tc>", "<w:t>&nbsp;</w:t>"] {
        assert_eq!(faults(wrong).len(), 1, "`{wrong}` is wrong");
    }
}
