//! The container: objects, their attributes and their samples as the HDF5 File Format Specification 3.0 lays them out
//! (superblock 2, object headers 2, one global heap). Just what [`super`] needs: groups of links, contiguous arrays of
//! floats, and attributes that are text, numbers or references to other objects. The library that reads the files
//! writes no references, and without them no reader knows which axis a trace has.

use std::io::{self, Write};

use super::checksum::lookup3;
use crate::core::cast::count_u64;
use crate::core::trace::Spacing;
use crate::export::npy::{little, wavelengths};
use crate::export::pad;

/// An address that is none.
const NOWHERE: u64 = u64::MAX;
/// Bytes in front of everything else.
const SUPERBLOCK: usize = 48;
/// The smallest heap there may be.
const LEAST_HEAP: usize = 4096;
/// The size of one element that lies in the heap.
const IN_HEAP: u32 = 16;

/// Which object of a file: its place in the list that it is made of. The first one is the root group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(pub(super) usize);

/// What an attribute says.
pub(super) enum Value {
    /// A word of the format itself, for which its library wants a fixed length.
    Word(&'static str),
    /// The same, where it is a name.
    Name(String),
    /// Text: of any length, so that h5py has it as `str`.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
    /// The scale of the only dimension: the attribute `DIMENSION_LIST`.
    Scale(Id),
    /// The arrays of which this is the scale, each in its first dimension: the attribute `REFERENCE_LIST`.
    Users(Vec<Id>),
}

/// What writes numbers, as many as it was said to.
type Numbers<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// The numbers of an array.
pub(super) enum Data<'a> {
    /// Levels.
    Levels(&'a [f32]),
    /// Wavelengths, nm.
    Axis(Spacing, usize),
    /// So many of four bytes.
    Singles(Numbers<'a>, usize),
    /// So many of eight.
    Doubles(Numbers<'a>, usize),
}

impl Data<'_> {
    fn points(&self) -> usize {
        match self {
            Self::Levels(levels) => levels.len(),
            Self::Axis(_, points) | Self::Singles(_, points) | Self::Doubles(_, points) => *points,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Levels(levels) => levels.len() * 4,
            Self::Singles(_, points) => points * 4,
            Self::Axis(_, points) | Self::Doubles(_, points) => points * 8,
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Levels(levels) => out.write_all(little(levels)),
            Self::Axis(spacing, points) => wavelengths(out, *spacing, *points),
            Self::Singles(numbers, _) | Self::Doubles(numbers, _) => numbers(out),
        }
    }
}

/// What an object is.
pub(super) enum ObjectKind<'a> {
    /// A group of objects, each with its name.
    Group(Vec<(String, Id)>),
    /// An array of one dimension.
    Array(Data<'a>),
}

/// A group or an array.
pub(super) struct Object<'a> {
    pub(super) kind: ObjectKind<'a>,
    pub(super) attributes: Vec<(&'static str, Value)>,
    /// How many groups have it.
    pub(super) links: u32,
}

/// Where everything lies.
#[derive(Clone, Default)]
struct Places {
    objects: Vec<u64>,
    data: Vec<u64>,
    heap: u64,
}

/// Writes a file of these objects; the first one is its root.
pub(super) fn write(out: &mut dyn Write, objects: &[Object]) -> io::Result<()> {
    // Addresses have one width: with any of them the parts are as long as they will be.
    let nowhere = Places { objects: vec![0; objects.len()], data: vec![0; objects.len()], heap: 0 };
    let (headers, heap) = metadata(objects, &nowhere);
    let mut at = SUPERBLOCK;
    let mut take = |bytes: usize| {
        let from = at;
        at = pad::up(at + bytes);
        count_u64(from)
    };
    let mut places = nowhere;
    places.objects = headers.iter().map(|header| take(header.len())).collect();
    places.heap = take(heap.len());
    places.data = objects
        .iter()
        .map(|object| match &object.kind {
            ObjectKind::Group(_) => NOWHERE,
            ObjectKind::Array(data) => take(data.bytes()),
        })
        .collect();
    let (headers, heap) = metadata(objects, &places);
    out.write_all(&superblock(count_u64(at), places.objects.first().copied().unwrap_or(NOWHERE)))?;
    for part in headers.iter().chain([&heap]) {
        out.write_all(part)?;
        pad::write(out, part.len())?;
    }
    for object in objects {
        if let ObjectKind::Array(data) = &object.kind {
            data.write(out)?;
            pad::write(out, data.bytes())?;
        }
    }
    Ok(())
}

fn superblock(end: u64, root: u64) -> Vec<u8> {
    let mut bytes = b"\x89HDF\r\n\x1a\n\x02\x08\x08\x00".to_vec();
    for address in [0, NOWHERE, end, root] {
        bytes.extend(address.to_le_bytes());
    }
    summed(bytes)
}

/// The bytes with their checksum.
fn summed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend(lookup3(&bytes).to_le_bytes());
    bytes
}

/// The headers of all objects, and the heap with what is of any length.
fn metadata(objects: &[Object], places: &Places) -> (Vec<Vec<u8>>, Vec<u8>) {
    let mut heap = Heap { at: places.heap, count: 0, objects: Vec::new() };
    let mut headers = Vec::with_capacity(objects.len());
    for (index, object) in objects.iter().enumerate() {
        let mut messages = Vec::new();
        match &object.kind {
            ObjectKind::Group(links) => {
                message(&mut messages, 0x02, &[&[0, 0][..], &[0xff; 16]].concat());
                message(&mut messages, 0x0a, &[0, 0]);
                for (name, Id(to)) in links {
                    let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
                    let head = [&[1, 0, length][..], name.as_bytes()].concat();
                    message(&mut messages, 0x06, &[&head[..], &places.objects[*to].to_le_bytes()].concat());
                }
            }
            ObjectKind::Array(data) => {
                message(&mut messages, 0x01, &line(data.points()));
                message(&mut messages, 0x03, &float(data));
                // No value to fill with, space taken at once.
                message(&mut messages, 0x05, &[3, 0x0a]);
                let mut layout = vec![3, 1];
                layout.extend(places.data[index].to_le_bytes());
                layout.extend(count_u64(data.bytes()).to_le_bytes());
                message(&mut messages, 0x08, &layout);
            }
        }
        if object.links > 1 {
            message(&mut messages, 0x16, &[&[0][..], &object.links.to_le_bytes()].concat());
        }
        for (name, value) in &object.attributes {
            message(&mut messages, 0x0c, &attribute(name, value, places, &mut heap));
        }
        let mut header = b"OHDR\x02\x02".to_vec();
        header.extend(length(messages.len()).to_le_bytes());
        header.extend(messages);
        headers.push(summed(header));
    }
    (headers, heap.bytes())
}

/// A length that is told in four bytes.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The same in two.
fn short(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).unwrap_or(u16::MAX).to_le_bytes()
}

fn message(to: &mut Vec<u8>, kind: u8, content: &[u8]) {
    to.push(kind);
    to.extend(short(content.len()));
    to.push(0);
    to.extend(content);
}

/// A dataspace of one value.
const SCALAR: [u8; 4] = [2, 0, 0, 0];

/// A dataspace of one dimension.
fn line(points: usize) -> Vec<u8> {
    [&[2, 1, 0, 1][..], &count_u64(points).to_le_bytes()].concat()
}

/// The datatype of an array, little-endian IEEE 754.
fn float(data: &Data) -> Vec<u8> {
    match data {
        Data::Levels(_) | Data::Singles(..) => {
            vec![0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]
        }
        Data::Axis(..) | Data::Doubles(..) => {
            vec![0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0]
        }
    }
}

/// The datatype of UTF-8 text of this many bytes, the last of them a zero.
fn text(bytes: usize) -> Vec<u8> {
    [&[0x13, 0x10, 0, 0][..], &length(bytes).to_le_bytes()].concat()
}

/// The datatype of a reference to an object.
const REFERENCE: [u8; 8] = [0x17, 0, 0, 0, 8, 0, 0, 0];

/// A datatype whose elements lie in the heap.
fn in_heap(bits: [u8; 3], of: &[u8]) -> Vec<u8> {
    [&[0x19][..], &bits, &IN_HEAP.to_le_bytes(), of].concat()
}

/// The datatype of an entry of `REFERENCE_LIST`: a reference, and at byte 8 the number of the dimension.
fn entry() -> Vec<u8> {
    let whole = [0x10, 8, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0];
    [&[0x36, 2, 0, 0, 16, 0, 0, 0][..], b"dataset\0\0", &REFERENCE, b"dimension\0\x08", &whole].concat()
}

/// The datatype of text of any length.
fn any_text() -> Vec<u8> {
    in_heap([1, 1, 0], &text(1))
}

/// A word in as many bytes as it has, and one that ends it.
fn fixed(word: &str) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    (text(word.len() + 1), SCALAR.to_vec(), [word.as_bytes(), &[0]].concat())
}

fn attribute(name: &str, value: &Value, places: &Places, heap: &mut Heap) -> Vec<u8> {
    let address = |Id(of): &Id| places.objects[*of].to_le_bytes();
    let (kind, space, data) = match value {
        Value::Word(word) => fixed(word),
        Value::Name(name) => fixed(name),
        Value::Text(words) => (any_text(), SCALAR.to_vec(), heap.put_text(words)),
        Value::Texts(all) => {
            let data = all.iter().flat_map(|words| heap.put_text(words)).collect();
            (any_text(), line(all.len()), data)
        }
        Value::Scale(scale) => (in_heap([0, 0, 0], &REFERENCE), line(1), heap.put(1, &address(scale))),
        Value::Users(users) => {
            // The number of the dimension and what fills the entry up are zeros.
            let data = users.iter().flat_map(|user| [address(user), [0; 8]]).flatten();
            (entry(), line(users.len()), data.collect())
        }
    };
    let mut bytes = vec![3, 0];
    for part in [name.len() + 1, kind.len(), space.len()] {
        bytes.extend(short(part));
    }
    bytes.push(0);
    bytes.extend(name.as_bytes());
    bytes.push(0);
    [bytes, kind, space, data].concat()
}

/// What is of any length.
struct Heap {
    at: u64,
    count: u16,
    objects: Vec<u8>,
}

impl Heap {
    /// Keeps this; the element that says where it is, with how many parts it has.
    fn put(&mut self, parts: u32, bytes: &[u8]) -> Vec<u8> {
        self.count += 1;
        let index = self.count;
        self.objects.extend(index.to_le_bytes());
        self.objects.extend([1, 0, 0, 0, 0, 0]);
        self.objects.extend(count_u64(bytes.len()).to_le_bytes());
        self.objects.extend(bytes);
        pad::fill(&mut self.objects);
        [&parts.to_le_bytes()[..], &self.at.to_le_bytes(), &u32::from(index).to_le_bytes()].concat()
    }

    fn put_text(&mut self, words: &str) -> Vec<u8> {
        self.put(length(words.len()), words.as_bytes())
    }

    fn bytes(mut self) -> Vec<u8> {
        let size = pad::up((16 + self.objects.len() + 16).max(LEAST_HEAP));
        let free = size - 16 - self.objects.len();
        // What is free is an object of number 0, as long as it is with its head.
        self.objects.extend([0; 8]);
        self.objects.extend(count_u64(free).to_le_bytes());
        let mut bytes = b"GCOL\x01\0\0\0".to_vec();
        bytes.extend(count_u64(size).to_le_bytes());
        bytes.extend(self.objects);
        bytes.resize(size, 0);
        bytes
    }
}
