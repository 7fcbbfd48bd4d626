//! What is remembered of the list: the folder, its files as far as they were looked into, what is selected.

use std::collections::HashMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

use crate::core::text::{SearchWords, clean, clean_path};
use crate::export::glance::NoGlimpse;
use crate::export::options::ReadOptions;
use crate::files::list::{Found, Listing};
use crate::ui::common::effect::Effect;
use crate::ui::common::next::{Next, inform, world};
use crate::ui::kit::field::Field;
use crate::ui::trace::browser::row::{Glanced, Header, Row};

/// Files that are looked into in one piece of work.
const AT_ONCE: usize = 64;
/// Files before the selected one that are looked into first: as many as the highest screen shows.
const BEFORE: usize = 32;

/// How far the folder was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Reading {
    /// It is being read.
    #[default]
    Asked,
    /// It was read; so many older files were left out.
    Read { left_out: usize },
    /// It could not be, and why.
    Failed(String),
}

/// The list of saved traces.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Browser {
    /// The folder that was typed; `None` for that of saves.
    folder: Option<PathBuf>,
    /// Where the files are.
    pub(super) place: String,
    pub(super) reading: Reading,
    /// How often a folder was asked for: what comes of an earlier time is left.
    times: u64,
    /// All files, the newest first.
    rows: Vec<Row>,
    /// The places of those that the filter lets through.
    shown: Vec<usize>,
    /// The place of the selected one among the shown ones.
    pub(super) selected: usize,
    /// The marked files, in the order in which they were marked.
    marked: Vec<PathBuf>,
    /// Words that files must have.
    pub(super) filter: Field,
    /// The last key was one of these words.
    pub(super) typing: bool,
    /// Files are being looked into.
    looking: bool,
}

impl Browser {
    /// The page opens on this folder, or on that of saves.
    pub(in crate::ui) fn choose(&mut self, folder: Option<PathBuf>) {
        self.folder = folder;
    }

    /// The page opens: at the newest file, with nothing filtered or marked.
    pub(in crate::ui) fn open(&mut self) -> Vec<Next> {
        (self.selected, self.filter, self.typing) = (0, Field::new(60), false);
        self.marked.clear();
        self.filter_again();
        self.read_again()
    }

    /// The folder is read once more; what is selected and marked stays.
    pub(in crate::ui) fn read_again(&mut self) -> Vec<Next> {
        self.times += 1;
        self.reading = Reading::Asked;
        world(Effect::List(self.folder.clone(), self.times))
    }

    /// A folder was read, or why not. Files that are as they were need not be looked into again.
    pub(in crate::ui) fn listed(&mut self, times: u64, folder: &Path, came: Result<Listing, impl Display>) {
        if times != self.times {
            return;
        }
        self.place = clean_path(folder);
        let selected = self.selected_row().map(|row| row.found.path.clone());
        let listing = match came {
            Ok(listing) => listing,
            Err(why) => {
                self.reading = Reading::Failed(clean(&why.to_string()));
                Listing::default()
            }
        };
        if self.reading == Reading::Asked {
            self.reading = Reading::Read { left_out: listing.left_out };
        }
        let known = std::mem::take(&mut self.rows).into_iter();
        let mut known: HashMap<Found, Row> = known.map(|row| (row.found.clone(), row)).collect();
        let row = |found: Found| known.remove(&found).unwrap_or_else(|| Row::of(found));
        self.rows = listing.files.into_iter().map(row).collect();
        self.marked.retain(|path| self.rows.iter().any(|row| row.found.path == *path));
        self.filter_again();
        self.select(selected.as_deref());
    }

    /// The next files to look into: those about the selected one first, then from the newest on. One piece of work at a time.
    pub(in crate::ui) fn wanted(&mut self) -> Option<Effect> {
        if self.looking {
            return None;
        }
        let unread = |place: &usize| self.rows[*place].header == Header::Unread;
        let near = self.shown.iter().copied().skip(self.selected.saturating_sub(BEFORE)).take(2 * AT_ONCE);
        let mut places: Vec<usize> = near.filter(unread).take(AT_ONCE).collect();
        if places.is_empty() {
            places = (0..self.rows.len()).filter(unread).take(AT_ONCE).collect();
        }
        if places.is_empty() {
            return None;
        }
        self.looking = true;
        Some(Effect::Glance(places.into_iter().map(|place| self.rows[place].found.clone()).collect()))
    }

    /// Files were looked into.
    pub(in crate::ui) fn looked_into(&mut self, came: Vec<(Found, Result<Glanced, NoGlimpse>)>) {
        self.looking = false;
        let mut came: HashMap<Found, _> = came.into_iter().collect();
        for row in self.rows.iter_mut().filter(|row| row.header == Header::Unread) {
            if let Some(came) = came.remove(&row.found) {
                row.looked_into(came);
            }
        }
        if !self.filter.is_empty() {
            let selected = self.selected_row().map(|row| row.found.path.clone());
            self.filter_again();
            self.select(selected.as_deref());
        }
    }

    /// What the filter lets through.
    pub(super) fn filter_again(&mut self) {
        let words = SearchWords::of(&self.filter.text());
        self.shown = (0..self.rows.len()).filter(|&place| self.rows[place].has(&words)).collect();
    }

    fn select(&mut self, path: Option<&Path>) {
        let place = path.and_then(|path| self.shown.iter().position(|&at| self.rows[at].found.path == path));
        self.selected = place.unwrap_or(self.selected).min(self.shown.len().saturating_sub(1));
    }

    /// The rows that are shown.
    pub(super) fn shown(&self) -> impl ExactSizeIterator<Item = &Row> {
        self.shown.iter().map(|&place| &self.rows[place])
    }

    /// How many files there are, and of how many nothing is known yet.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.rows.len(), self.rows.iter().filter(|row| row.header == Header::Unread).count())
    }

    /// Whether nothing is filtered.
    pub(in crate::ui) fn is_all(&self) -> bool {
        self.filter.is_empty()
    }

    /// How many are marked.
    pub(super) const fn marks(&self) -> usize {
        self.marked.len()
    }

    /// The selected row.
    pub(super) fn selected_row(&self) -> Option<&Row> {
        self.shown.get(self.selected).map(|&place| &self.rows[place])
    }

    /// As which one a file is marked, from 1.
    pub(super) fn mark_of(&self, row: &Row) -> Option<usize> {
        self.marked.iter().position(|path| *path == row.found.path).map(|at| at + 1)
    }

    /// Selects what stands so many rows further.
    pub(in crate::ui) fn go(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.shown.len().saturating_sub(1));
    }

    /// Marks the selected file, or takes its mark away, and goes on to the next one.
    pub(super) fn mark(&mut self) {
        let Some(path) = self.selected_row().map(|row| row.found.path.clone()) else { return };
        match self.marked.iter().position(|other| *other == path) {
            Some(at) => drop(self.marked.remove(at)),
            None => self.marked.push(path),
        }
        self.go(1);
    }

    /// Opens what is marked in the order of the marks, else the selected file.
    pub(super) fn enter(&mut self) -> Vec<Next> {
        let mut paths = std::mem::take(&mut self.marked);
        if paths.is_empty() {
            paths.extend(self.selected_row().map(|row| row.found.path.clone()));
        }
        if paths.is_empty() {
            return inform("no file to open");
        }
        paths.into_iter().map(|path| Effect::Open(path, ReadOptions::default()).into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    fn many(count: usize) -> Listing {
        let found = |n| Found { path: format!("/day/n{n:05}.npz").into(), changed: SystemTime::UNIX_EPOCH };
        Listing { files: (0..count).map(found).collect(), left_out: 0 }
    }

    /// What is looked into next, as far as that is wanted.
    fn next(browser: &mut Browser) -> Vec<Found> {
        match browser.wanted() {
            Some(Effect::Glance(files)) => files,
            other => panic!("{other:?}"),
        }
    }

    fn looked_into(browser: &mut Browser, files: Vec<Found>) {
        browser.looked_into(files.into_iter().map(|file| (file, Err(NoGlimpse::Foreign))).collect());
    }

    fn opened(count: usize) -> Browser {
        let mut browser = Browser::default();
        browser.open();
        browser.listed(1, Path::new("/day"), Ok::<_, String>(many(count)));
        browser
    }

    #[test]
    fn what_is_seen_is_looked_into_first_and_nothing_twice() {
        let mut browser = opened(10_000);
        let first = next(&mut browser);
        assert!(first.len() == AT_ONCE && first[0].path.ends_with("n00000.npz"), "{:?}", first[0]);
        assert_eq!(browser.wanted(), None, "one piece of work at a time");
        browser.go(isize::MAX);
        looked_into(&mut browser, first);
        let last = next(&mut browser);
        assert!(last.iter().any(|file| file.path.ends_with("n09999.npz")), "{last:?}");
        looked_into(&mut browser, last);
        let mut pieces = 2;
        while browser.counts().1 > 0 {
            let files = next(&mut browser);
            looked_into(&mut browser, files);
            pieces += 1;
        }
        assert_eq!((browser.wanted(), pieces <= 10_000 / AT_ONCE + 2), (None, true), "{pieces}");
        // Files that are as they were are known when the folder is read again.
        browser.read_again();
        browser.listed(2, Path::new("/day"), Ok::<_, String>(many(10_001)));
        assert_eq!(next(&mut browser).len(), 1);
    }

    #[test]
    fn a_folder_that_is_not_asked_for_any_more_is_not_shown() {
        let mut browser = Browser::default();
        browser.open();
        browser.choose(Some("/other".into()));
        browser.open();
        browser.listed(1, Path::new("/day"), Ok::<_, String>(many(3)));
        assert_eq!((browser.counts(), &browser.reading), ((0, 0), &Reading::Asked));
        browser.listed(2, Path::new("/other"), Err::<Listing, _>("no such folder"));
        assert_eq!(browser.reading, Reading::Failed("no such folder".into()));
    }

    #[test]
    fn marks_are_kept_in_their_order_and_selection_stays_on_its_file() {
        let mut browser = opened(5);
        browser.go(3);
        browser.mark();
        browser.go(-3);
        browser.mark();
        let mark = |browser: &Browser| -> Vec<Option<usize>> {
            browser.shown().map(|row| browser.mark_of(row)).collect()
        };
        assert_eq!(mark(&browser), [None, Some(2), None, Some(1), None]);
        // A newer file comes, and one that was marked is gone.
        let mut files = many(5).files;
        files.remove(1);
        files.insert(0, Found { path: "/day/new.npz".into(), changed: SystemTime::UNIX_EPOCH });
        let selected = browser.selected_row().unwrap().found.clone();
        browser.read_again();
        browser.listed(2, Path::new("/day"), Ok::<_, String>(Listing { files, left_out: 0 }));
        assert_eq!(browser.selected_row().unwrap().found, selected);
        assert_eq!(mark(&browser), [None, None, None, Some(1), None]);
        let opened: Vec<Next> = browser.enter();
        assert!(matches!(&opened[..], [Next::World(Effect::Open(path, _))] if path.ends_with("n00003.npz")));
        assert_eq!(browser.marks(), 0);
    }
}
