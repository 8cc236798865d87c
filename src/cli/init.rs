//! `tenure init`: a commented scenario to start from.

use crate::cli::args::InitArgs;
use crate::cli::disk::File;
use crate::cli::exit::{Exit, Failure};
use crate::cli::print::{self, Text};
use crate::cli::templates::{TEMPLATES, Template};
use crate::cli::write;
use crate::scenario::schema;

/// The schema beside a scenario: of this version, because a later one knows more keys.
pub const SCHEMA: &str = concat!("tenure-", env!("CARGO_PKG_VERSION"), ".schema.json");

/// Writes the template and the schema for editors, unless a file of that name exists.
///
/// # Errors
/// The file exists or cannot be written.
pub fn init(args: &InitArgs) -> Result<Exit, Failure> {
    let named = |template: &&Template| template.name == args.template;
    let Some(template) = TEMPLATES.iter().find(named) else {
        return Err(Failure::input(format!("there is no template `{}`", args.template)));
    };
    let path = args.folder.join(template.file);
    if path.symlink_metadata().is_ok() {
        let message = format!(
            "`{}` exists already and is left as it is; name another folder or move it away",
            path.display()
        );
        return Err(Failure { exit: Exit::Unwritable, message });
    }
    // Editors find the schema by the first line; it is there before the line is.
    if args.folder.join(SCHEMA).symlink_metadata().is_err() {
        let content = schema::schema().into_bytes();
        write::new(&args.folder, &File { name: SCHEMA, content })?;
    }
    let content = format!("#:schema ./{SCHEMA}\n{}", template.text).into_bytes();
    let path = write::new(&args.folder, &File { name: template.file, content })?;
    let shown = path.strip_prefix("./").unwrap_or(&path).display().to_string();
    let mut text = Text::of(&format!("wrote {shown}"));
    text.line(&format!("next: tenure run {shown}"));
    print::result(&text)?;
    Ok(Exit::Ok)
}
