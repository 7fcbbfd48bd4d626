//! The real program in a pseudo-terminal: first frame, first power, idle processor time, memory.

mod common;

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::figure;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const SIZE: PtySize = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };

fn main() {
    let pty = native_pty_system().openpty(SIZE).unwrap();
    let home = std::env::temp_dir().join(format!("ctp10-bench-{}", std::process::id()));
    std::fs::create_dir_all(&home).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_ctp10"));
    command.args(["--speedup", "20"]);
    command.cwd(&home);
    command.env("HOME", &home);
    command.env("TERM", "xterm-256color");
    command.env_remove("CTP10_ADDRESS");
    let (rows, columns) = (SIZE.rows.try_into().unwrap(), SIZE.cols.try_into().unwrap());
    let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, columns, 0)));
    let mut reader = pty.master.try_clone_reader().unwrap();
    let feed = Arc::clone(&screen);
    std::thread::spawn(move || {
        let mut bytes = vec![0; 65536];
        while let Ok(n @ 1..) = reader.read(&mut bytes) {
            feed.lock().unwrap().process(&bytes[..n]);
        }
    });
    let shows = |wanted: &dyn Fn(&str) -> bool| {
        let begin = Instant::now();
        while !wanted(&screen.lock().unwrap().screen().contents()) {
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "{}",
                screen.lock().unwrap().screen().contents()
            );
            std::thread::sleep(Duration::from_millis(1));
        }
    };
    let begin = Instant::now();
    let mut child = pty.slave.spawn_command(command).unwrap();
    shows(&|text| text.contains("SIMULATED"));
    let frame = begin.elapsed().as_secs_f64() * 1e3;
    shows(&|text| text.lines().any(|line| line.contains("● IN1") && line.contains("dark")));
    let power = begin.elapsed().as_secs_f64() * 1e3;
    figure("first frame", frame, "ms", "at most 100", frame <= 100.0);
    figure("first power", power, "ms", "at most 300", power <= 300.0);
    let pid = child.process_id().unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let before = processor_time(pid);
    std::thread::sleep(Duration::from_secs(10));
    let used = (processor_time(pid) - before) / 10.0 * 100.0;
    figure("idle at 10 Hz, simulator included, of one core", used, "%", "at most 0.4", used <= 0.4);
    let mut keys = pty.master.take_writer().unwrap();
    let mut press = |text: &str| {
        keys.write_all(text.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(300));
    };
    for keys in ["3", "\r1510\r", "j", "\r1604\r", "j", "\r0.1\r", "s"] {
        press(keys);
    }
    // Its light is asked about; what is typed in one go with other keys is no answer.
    shows(&|text| text.contains("Start the sweep?"));
    press("");
    press("y");
    shows(&|text| text.contains("the sweep is done"));
    std::thread::sleep(Duration::from_secs(1));
    let before = memory_of(pid, "VmRSS");
    // The high-water mark begins anew here.
    let _ = std::fs::write(format!("/proc/{pid}/clear_refs"), "5");
    press("d");
    shows(&|text| text.contains("940001 points"));
    std::thread::sleep(Duration::from_secs(1));
    let (memory, peak) = (memory_of(pid, "VmRSS"), memory_of(pid, "VmHWM"));
    let mebibytes = 1024.0 * 1024.0 / 1e6;
    let fetching = (peak - before) / mebibytes;
    figure("memory while the trace is fetched, above idle", fetching, "MiB", "at most 8", fetching <= 8.0);
    let held = (memory - before) / mebibytes;
    figure("memory once it is held, above idle", held, "MiB", "at most 4.5", held <= 4.5);
    figure(
        "memory with a trace of 940 001 points, simulator included",
        memory,
        "MB",
        "at most 15",
        memory <= 15.0,
    );
    press("q");
    let ended = child.wait().unwrap();
    assert!(ended.success(), "{ended:?}");
    let _ = std::fs::remove_dir_all(home);
}

/// Seconds of processor time so far.
fn processor_time(pid: u32) -> f64 {
    // To the nanosecond: /proc/<pid>/stat counts in ticks of 10 ms, of which there are a few.
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap().flatten();
    let spent = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
    spent.map(|spent| spent.split_whitespace().next().unwrap().parse::<f64>().unwrap()).sum::<f64>() / 1e9
}

/// A line of the process's memory, megabytes.
fn memory_of(pid: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1e3
}
