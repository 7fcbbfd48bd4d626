//! What can be typed with every command that reads a file of traces: how, where the file does not say so itself.

use clap::Args;

use crate::export::options::{Delimiter, Picks, ReadOptions, XUnit, YUnit, skip};

/// How the file is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct ReadingArgs {
    /// The unit of its axis: nm, um, pm, mm, m, Hz, kHz, MHz, GHz or THz
    #[arg(long, value_name = "UNIT")]
    x_unit: Option<XUnit>,
    /// The unit of its levels: dB, dBm; dBW, W, mW, uW, nW, pW, linear and percent are converted
    #[arg(long, value_name = "UNIT")]
    y_unit: Option<YUnit>,
    /// The column of the axis and those of levels, by number or name: 1,3 or wavelength,power
    #[arg(long, value_name = "X,Y...")]
    columns: Option<Picks>,
    /// What separates cells of text: tab, semicolon, comma or space
    #[arg(long, value_name = "WORD")]
    delimiter: Option<Delimiter>,
    /// Lines of text in front that are not looked at
    #[arg(long, value_name = "LINES", default_value = "0", value_parser = skip)]
    skip: usize,
}

impl From<ReadingArgs> for ReadOptions {
    fn from(ReadingArgs { x_unit, y_unit, columns, delimiter, skip }: ReadingArgs) -> Self {
        Self { x_unit, y_unit, columns, delimiter, skip }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::export::options::OPTIONS;
    use crate::shell::Typed;

    #[test]
    fn every_command_that_reads_traces_has_the_words_of_open() {
        let typed = Typed::command();
        for name in ["analyze", "plot", "convert"] {
            let command = typed.find_subcommand(name).unwrap();
            let has =
                |option: &&&str| !command.get_arguments().any(|known| known.get_long() == Some(**option));
            assert_eq!(OPTIONS.iter().find(has), None, "{name}");
        }
    }
}
