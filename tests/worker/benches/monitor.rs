//! The second connection, that of the monitor.

use std::time::Duration;

use ctp10::core::request::{Asking, Query};
use ctp10::core::snapshot::Monitor;
use tokio::time::{Instant, sleep, sleep_until};

use super::super::peer::{Fault, Peer};
use super::super::{Rig, on_held_clock};
use super::{HERE, fast};

#[test]
fn an_instrument_that_gives_up_one_connection_for_the_next_is_left_with_one() {
    on_held_clock(async {
        let mut peer = Peer::new(2, Vec::new());
        peer.latest_only = true;
        let mut rig = Rig::with(peer, &HERE, fast());
        rig.ready().await;
        sleep(Duration::from_secs(20)).await;
        let before = rig.handle.observer().snapshot();
        assert!(
            before.is_live() && before.monitor == Monitor::None,
            "{:?} {:?}",
            before.link,
            before.monitor
        );
        sleep(Duration::from_secs(60)).await;
        let after = rig.handle.observer().snapshot();
        assert_eq!(after.statistics.connections, before.statistics.connections, "it goes on trying");
        rig.ready().await;
    });
}

#[test]
fn a_monitor_that_served_for_long_is_kept_when_either_line_breaks() {
    for main in [true, false] {
        on_held_clock(async {
            // Between two beats of the monitor: it is the next to ask, unless somebody asks at once.
            let at = Instant::now() + Duration::from_millis(30_020);
            let mut rig = Rig::with(Peer::new(2, vec![(at, Fault::Reset)]), &HERE, fast());
            rig.ready().await;
            sleep_until(at).await;
            let mut snapshots = rig.handle.observer().snapshots();
            let before = rig.handle.observer().snapshot();
            assert!(before.is_live() && before.monitor == Monitor::Up);
            if main {
                rig.handle.submit(Query::Ask(Asking::new("TEST:NONCE? 1").unwrap())).unwrap();
                snapshots.wait_for(|bench| !bench.is_live()).await.unwrap();
            } else {
                snapshots.wait_for(|bench| bench.monitor != Monitor::Up).await.unwrap();
                assert!(rig.handle.observer().snapshot().is_live(), "it was the other one's line");
            }
            sleep(Duration::from_secs(5)).await;
            let after = rig.handle.observer().snapshot();
            assert_eq!((after.monitor, after.is_live()), (Monitor::Up, true));
            assert_eq!(after.statistics.connections, if main { 2 } else { 1 });
        });
    }
}
