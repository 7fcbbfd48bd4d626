//! Which keys mean which action: the built-in file overlaid by the user's, checked whole.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;

use crate::core::text::{LIKELY, clean, likely, nearest};
use crate::files::written::{Written, WrongLine};
use crate::ui::kit::input::action::Action;
use crate::ui::kit::input::chord::Chord;

/// The keymap that is compiled in.
pub(crate) const BUILT_IN: &str = include_str!("../../../../keymap.toml");
/// What the built-in keymap is called in messages.
const BUILT_IN_NAME: &str = "the built-in keymap";

/// One key, or two after another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sequence {
    first: Chord,
    second: Option<Chord>,
}

impl std::fmt::Display for Sequence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.first)?;
        self.second.map_or(Ok(()), |second| write!(f, " {second}"))
    }
}

/// What a key press leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// It is the key of this action, or the second half of it.
    Action(Action),
    /// The first half of a sequence.
    Begun,
    /// No action has it here.
    Nothing,
}

/// Where keys count: everywhere, or in one place before those that count everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope(Option<&'static str>);

impl Scope {
    /// Everywhere: `[keys]`.
    pub(crate) const EVERYWHERE: Self = Self(None);

    /// In the place whose keys stand in the section of this name.
    pub(crate) const fn of(section: &'static str) -> Self {
        Self(Some(section))
    }

    /// The section of its keys.
    const fn section(self) -> &'static str {
        match self.0 {
            None => "keys",
            Some(section) => section,
        }
    }
}

type Section = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

/// A file of keys: its sections.
type File = BTreeMap<Spanned<String>, Section>;

#[derive(Clone, Debug)]
struct Binding {
    sequence: Sequence,
    file: String,
    line: usize,
}

type Bindings = BTreeMap<(Scope, Action), Vec<Binding>>;

/// The actions that keys can have, and where keys can count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actions<'a> {
    /// Every action that a keymap may name.
    pub(crate) all: &'a [Action],
    /// The places that have keys of their own.
    pub(crate) scopes: &'a [Scope],
    /// The one that always keeps a key of its own, which nothing hides.
    pub(crate) off: Action,
}

/// The effective keymap.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Bindings,
    /// Everywhere first.
    scopes: Vec<Scope>,
    off: Action,
}

impl Keymap {
    /// The built-in keymap overlaid by a user's: name of the file and what stands in it.
    ///
    /// # Errors
    /// What cannot be used in it, with the line.
    pub(crate) fn load(actions: Actions, user: Option<(&str, &str)>) -> Result<Self, WrongLine> {
        let mut bindings = read(actions, BUILT_IN_NAME, BUILT_IN)?;
        if let Some((name, written)) = user {
            bindings.extend(read(actions, &clean(name), written)?);
        }
        let scopes = [Scope::EVERYWHERE].iter().chain(actions.scopes).copied().collect();
        let keymap = Self { bindings, scopes, off: actions.off };
        keymap.check()?;
        Ok(keymap)
    }

    fn check(&self) -> Result<(), WrongLine> {
        let all: Vec<(Scope, Action, &Binding)> = self
            .bindings
            .iter()
            .flat_map(|((scope, action), bindings)| bindings.iter().map(|binding| (*scope, *action, binding)))
            .collect();
        for (index, (scope, action, one)) in all.iter().enumerate() {
            for (other_scope, other, two) in &all[..index] {
                let (a, b) = (one.sequence, two.sequence);
                let clash =
                    a.first == b.first && (a.second.is_none() || b.second.is_none() || a.second == b.second);
                // A key of one place may hide one that counts everywhere, but never the one that saves.
                let apart = scope != other_scope && ![*action, *other].contains(&self.off);
                if !clash || apart {
                    continue;
                }
                // Blame the user's line, and name the other.
                let ((action, one), (other, two)) = if one.file == BUILT_IN_NAME {
                    ((other, two), (action, one))
                } else {
                    ((action, one), (other, two))
                };
                let (a, b) = (one.sequence, two.sequence);
                let what = format!(
                    "\"{a}\" for {} is in conflict with \"{b}\" for {} ({}, line {}); \
                     give one of them another key",
                    action.name(),
                    other.name(),
                    two.file,
                    two.line
                );
                return Err(WrongLine::told(one.file.clone(), one.line, what));
            }
        }
        Ok(())
    }

    /// What a chord means here, after a first half of a sequence or without one.
    pub(crate) fn look_up(&self, scope: Scope, begun: Option<Chord>, chord: Chord) -> Lookup {
        match self.look_up_in(scope, begun, chord) {
            Lookup::Nothing if scope != Scope::EVERYWHERE => self.look_up_in(Scope::EVERYWHERE, begun, chord),
            found @ (Lookup::Action(_) | Lookup::Begun | Lookup::Nothing) => found,
        }
    }

    fn look_up_in(&self, scope: Scope, begun: Option<Chord>, chord: Chord) -> Lookup {
        let (first, second) = begun.map_or((chord, None), |first| (first, Some(chord)));
        for ((_, action), bindings) in self.bindings.iter().filter(|((other, _), _)| *other == scope) {
            for Binding { sequence, .. } in bindings {
                if sequence.first == first && sequence.second == second {
                    return Lookup::Action(*action);
                }
                if begun.is_none() && sequence.first == first {
                    return Lookup::Begun;
                }
            }
        }
        Lookup::Nothing
    }

    /// The action with a key that cannot be told from these: one begins like the other.
    pub(crate) fn clash(&self, keys: &[Chord]) -> Option<Action> {
        let clashes = |binding: &Binding| {
            let Sequence { first, second } = binding.sequence;
            match keys {
                [] => false,
                [one] => *one == first,
                [one, two, ..] => *one == first && second.is_none_or(|second| second == *two),
            }
        };
        let found = self.bindings.iter().find(|(_, bindings)| bindings.iter().any(clashes));
        found.map(|((_, action), _)| *action)
    }

    /// What may follow the first half of a sequence where the keys of this scope count: the second half, and the action.
    pub(crate) fn after(&self, scope: Scope, first: Chord) -> Vec<(Chord, Action)> {
        let mut found: Vec<(Chord, Action)> = Vec::new();
        let scopes: &[Scope] =
            if scope == Scope::EVERYWHERE { &[scope] } else { &[scope, Scope::EVERYWHERE] };
        for scope in scopes {
            let here = self.bindings.iter().filter(|((other, _), _)| other == scope);
            for ((_, action), binding) in here.flat_map(|(key, all)| all.iter().map(move |one| (key, one))) {
                let second = binding.sequence.second.filter(|_| binding.sequence.first == first);
                // A key of one place hides one that counts everywhere.
                let second = second.filter(|second| found.iter().all(|(other, _)| other != second));
                found.extend(second.map(|second| (second, *action)));
            }
        }
        found
    }

    /// The keys that are all-off by themselves, wherever they count.
    pub(crate) fn off_keys(&self) -> Vec<Chord> {
        self.keys(self.off)
            .filter(|sequence| sequence.second.is_none())
            .map(|sequence| sequence.first)
            .collect()
    }

    /// The keys of an action, in the order of the file.
    pub fn keys(&self, action: Action) -> impl Iterator<Item = Sequence> {
        let bindings = self.scopes.iter().filter_map(move |&scope| self.bindings.get(&(scope, action)));
        bindings.flatten().map(|binding| binding.sequence)
    }

    /// The first key of an action where the keys of this scope count.
    pub(crate) fn key_in(&self, scope: Scope, action: Action) -> Option<String> {
        let first = |scope| self.bindings.get(&(scope, action)).and_then(|bindings| bindings.first());
        first(scope).or_else(|| first(Scope::EVERYWHERE)).map(|binding| binding.sequence.to_string())
    }

    /// The first key of an action, for hints.
    pub fn key(&self, action: Action) -> Option<String> {
        self.keys(action).next().map(|sequence| sequence.to_string())
    }
}

fn read(actions: Actions, name: &str, written: &str) -> Result<Bindings, WrongLine> {
    let written = Written { name, text: written };
    let wrong = |span: Range<usize>, what: String| written.wrong(span.start, what);
    let file: File = toml::from_str(written.text).map_err(|error| written.unread(&error))?;
    let mut bindings = BTreeMap::new();
    let mut entries = Vec::new();
    for (section, keys) in file {
        let mut known = [Scope::EVERYWHERE].iter().chain(actions.scopes);
        let scope = known.find(|scope| scope.section() == section.get_ref()).ok_or_else(|| {
            let sections = [Scope::EVERYWHERE].iter().chain(actions.scopes).map(|scope| scope.section());
            let unknown: String = clean(section.get_ref()).chars().take(LIKELY).collect();
            let sections: Vec<&str> = sections.collect();
            let near = likely(&unknown, sections.iter().copied());
            let near = near.map_or_else(String::new, |near| format!("did you mean [{near}]? "));
            let sections = sections.join("], [");
            wrong(section.span(), format!("there is no section {unknown:?}; {near}there are [{sections}]"))
        })?;
        entries.extend(keys.into_iter().map(|entry| (*scope, entry)));
    }
    for (scope, (action_name, keys)) in entries {
        let span = action_name.span();
        let named = actions.all.iter().copied().find(|action| action.name() == action_name.get_ref());
        let action = named.ok_or_else(|| {
            let unknown = clean(action_name.get_ref());
            let names = actions.all.iter().map(|action| action.name());
            let near = nearest(&unknown, names, 3);
            let near = if near.is_empty() {
                String::new()
            } else {
                format!("the nearest are {}; ", near.join(", "))
            };
            let unknown: String = unknown.chars().take(LIKELY).collect();
            wrong(span.clone(), format!("there is no action {unknown:?}; {near}? lists all"))
        })?;
        if keys.is_empty() && action == actions.off && scope == Scope::EVERYWHERE {
            return Err(wrong(span, "all-off must keep a key".into()));
        }
        let sequences = keys
            .into_iter()
            .map(|key| {
                let span = key.span();
                let sequence = sequence(key.get_ref()).ok_or_else(|| {
                    let what = format!("{:?} is not a key", clean(key.get_ref()));
                    wrong(span.clone(), what)
                })?;
                Ok(Binding { sequence, file: name.to_owned(), line: written.line(span.start) })
            })
            .collect::<Result<Vec<_>, WrongLine>>()?;
        let halves =
            !sequences.is_empty() && sequences.iter().all(|binding| binding.sequence.second.is_some());
        if halves && action == actions.off && scope == Scope::EVERYWHERE {
            return Err(wrong(span, "all-off must keep a single key: of two, the first may be lost".into()));
        }
        bindings.insert((scope, action), sequences);
    }
    Ok(bindings)
}

fn sequence(text: &str) -> Option<Sequence> {
    let mut chords = text.split_whitespace().map(|chord| chord.parse::<Chord>().ok());
    let first = chords.next()??;
    let second = match chords.next() {
        None => None,
        Some(chord) => Some(chord?),
    };
    chords.next().is_none().then_some(Sequence { first, second })
}
