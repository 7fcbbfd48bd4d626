use super::*;

fn named(name: &str) -> Done {
    Done::Saved(Ok(name.into()))
}

async fn next(background: &mut Background) -> String {
    match background.next(false).await.unwrap() {
        Done::Saved(Ok(path)) => path.display().to_string(),
        Done::SavedTraces(..)
        | Done::Opened { .. }
        | Done::OpenedRecording { .. }
        | Done::Listed { .. }
        | Done::Glanced(_)
        | Done::Mask(..)
        | Done::Picture(_)
        | Done::Made(_)
        | Done::Extremes(..)
        | Done::Measured(_)
        | Done::Table(..)
        | Done::Ran(..)
        | Done::Recording(_)
        | Done::Heard(..)
        | Done::Recorded(..)
        | Done::Presets { .. }
        | Done::Saved(Err(_)) => panic!("another piece of work"),
    }
}

#[tokio::test]
async fn work_of_a_kind_is_done_in_the_order_in_which_it_was_asked_for() {
    let mut background = Background::new();
    let (answer, away) = std::sync::mpsc::channel::<()>();
    background.start(Lane::Read, move |_| {
        let _ = away.recv();
        named("asked first")
    });
    background.start(Lane::Read, |_| named("asked last"));
    background.start(Lane::Draw, |_| named("another kind"));
    assert_eq!(next(&mut background).await, "another kind");
    answer.send(()).unwrap();
    assert_eq!(next(&mut background).await, "asked first");
    assert_eq!(next(&mut background).await, "asked last");
}

#[tokio::test]
async fn work_that_panics_holds_up_none_after_it() {
    let mut background = Background::new();
    background.start(Lane::Write, |_| panic!("a piece of work was told to"));
    background.start(Lane::Write, |_| named("the next"));
    assert_eq!(next(&mut background).await, "the next");
    assert!(background.next(true).await.is_none() && background.is_written());
}

#[tokio::test]
async fn what_came_of_much_work_holds_leaving_up_no_longer_than_the_work() {
    let mut background = Background::new();
    for _ in 0..3 * WAITING {
        background.start(Lane::Write, |_| named("one of many"));
    }
    let mut came = 0;
    while background.next(true).await.is_some() {
        came += 1;
    }
    assert!(came == 3 * WAITING && background.is_written(), "{came}");
}
