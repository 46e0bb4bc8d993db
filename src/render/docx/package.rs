//! The file of a document: its text and its first header, and the parts that are the same in every document.
//!
//! May import maud and the archive. Pitfall: it must contain nothing of the machine or of the time, so that the same
//! letter has the same bytes.

use maud::{Markup, PreEscaped, Render, html};

use super::DocumentError;
use super::sheet::{MARGINS, Sheet};
use super::wordml::Paragraph;
use crate::render::archive;

const DECLARATION: PreEscaped<&str> = PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
const WORDS: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts that are the same in every document, each with its name. Without the language in the styles Word
/// underlines every Vietnamese word; without the settings it lays out as in 2007; the table of fonts says what may
/// replace a missing one. The second header has the page number.
const PARTS: [(&str, &str); 8] = [
    ("[Content_Types].xml", include_str!("parts/content_types.xml")),
    ("_rels/.rels", include_str!("parts/package_rels.xml")),
    ("docProps/core.xml", include_str!("parts/core.xml")),
    ("word/_rels/document.xml.rels", include_str!("parts/document_rels.xml")),
    ("word/fontTable.xml", include_str!("parts/font_table.xml")),
    ("word/header2.xml", include_str!("parts/header2.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
];

/// The bytes of a document of one section, whose other pages have their number above them.
pub(super) fn pack(sheet: &Sheet, first_header: &Paragraph, body: &Markup) -> Result<Vec<u8>, DocumentError> {
    let header = html! { (DECLARATION) w:hdr xmlns:w=(WORDS) { (first_header) } };
    let text = html! {
        (DECLARATION)
        w:document xmlns:w=(WORDS) xmlns:r=(RELATIONSHIPS) { w:body { (body) (sheet) } }
    };
    let parts = PARTS.map(|(name, part)| (name, part.as_bytes().to_vec())).into_iter();
    let own = [("word/header1.xml", header), ("word/document.xml", text)];
    let parts = parts.chain(own.map(|(name, part)| (name, part.into_string().into_bytes())));
    archive::zip(&parts.collect::<Vec<_>>()).map_err(|error| DocumentError::Letter { fault: error.to_string() })
}

/// The section of a document.
impl Render for Sheet {
    fn render(&self) -> Markup {
        let (width, height) = self.paper;
        let (top, right, bottom, left) = MARGINS;
        html! {
            w:sectPr {
                w:headerReference w:type="default" r:id="rIdHeader2" {}
                w:headerReference w:type="first" r:id="rIdHeader1" {}
                w:pgSz w:w=(width) w:h=(height) w:orient=[(width > height).then_some("landscape")] {}
                w:pgMar w:top=(top) w:right=(right) w:bottom=(bottom) w:left=(left)
                    w:header="567" w:footer="567" w:gutter="0" {}
                w:cols w:space="425" {}
                w:titlePg {}
            }
        }
    }
}
