use std::{
    net::{Ipv4Addr, UdpSocket},
    sync::atomic::{AtomicBool, Ordering},
};

use super::{stream::LONGEST_FRAME, *};

use crate::store::testing::eventually;

const PATIENCE: Duration = Duration::from_secs(60);

fn net(limits: Limits) -> Arc<Net> {
    let store = Store::new("nowhere".into());
    Net::new(SecretKey::generate(), &store, limits)
}

fn id(net: &Net) -> [u8; 32] {
    *net.secret.public().as_bytes()
}

fn loopback() -> Reach {
    Reach {
        bind: vec![(Ipv4Addr::LOCALHOST, 0).into()],
        ..Reach::default()
    }
}

/// Binds a network to a port of its own on loopback: its address.
async fn bind(net: &Arc<Net>, listen: bool) -> SocketAddr {
    let bound = net.clone().bind(loopback(), listen).await.unwrap().bytes;
    String::from_utf8(bound).unwrap().parse().unwrap()
}

async fn connect(from: &Arc<Net>, to: &Net, address: SocketAddr) -> Result<i64> {
    let connecting = from.clone().connect(id(to), vec![address], PATIENCE);
    connecting.await.map(|reply| reply.a)
}

/// Two networks and the connection between them, at either end.
async fn pair(limits: Limits) -> ((Arc<Net>, i64), (Arc<Net>, i64)) {
    let (caller, called) = (net(limits), net(limits));
    let address = bind(&called, true).await;
    bind(&caller, false).await;
    let (out, accepted) = tokio::join!(connect(&caller, &called, address), called.clone().accept());
    let accepted = accepted.unwrap();
    assert_eq!(accepted.bytes, id(&caller));
    ((caller, out.unwrap()), (called, accepted.a))
}

/// A stream at either end of which a first frame came through.
async fn stream(from: &(Arc<Net>, i64), to: &(Arc<Net>, i64)) -> (Arc<Stream>, Arc<Stream>) {
    let opened = from
        .0
        .clone()
        .open_stream(from.1, PATIENCE)
        .await
        .unwrap()
        .a;
    let opened = from.0.stream(opened).unwrap();
    opened.send(b"first", PATIENCE).await.unwrap();
    let accepted = to.0.clone().accept_stream(to.1).await.unwrap().a;
    let accepted = to.0.stream(accepted).unwrap();
    let first = accepted.receive(5, PATIENCE).await.unwrap();
    assert_eq!(first.as_deref(), Some(b"first".as_slice()));
    (opened, accepted)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_grows_with_what_is_read_and_with_nothing_else() {
    let limits = Limits {
        window: 128 << 10,
        guest_window: 16 << 10,
        ..Limits::default()
    };
    let (from, to) = pair(limits).await;
    let guest = to.0.peer(to.1).unwrap();
    let frame = vec![7; LONGEST_FRAME];

    let (sender, unread) = stream(&from, &to).await;
    let stuck = sender.send(&frame, Duration::from_millis(300)).await;
    assert_eq!(stuck.unwrap_err().code, Code::Timeout);
    assert!(guest.is_stranger());
    let again = sender.send(b"more", PATIENCE).await;
    assert_eq!(again.unwrap_err().code, Code::Closed);
    let cut_off = unread.receive(LONGEST_FRAME, PATIENCE).await;
    assert_eq!(cut_off.unwrap_err().code, Code::Closed);

    let (sender, receiver) = stream(&from, &to).await;
    let (sent, received) = tokio::join!(
        sender.send(&frame, PATIENCE),
        receiver.receive(LONGEST_FRAME, PATIENCE)
    );
    sent.unwrap();
    assert_eq!(received.unwrap(), Some(frame));
    assert!(!guest.is_stranger());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_of_a_frame_is_not_lost_by_who_does_not_wait_for_the_rest() {
    let (from, to) = pair(Limits::default()).await;
    let opened = from.0.peer(from.1).unwrap();
    let (mut send, _recv) = opened.open().await.unwrap();
    send.write_all(&[0, 0, 0, 4, b'a', b'b']).await.unwrap();
    let accepted = to.0.clone().accept_stream(to.1).await.unwrap().a;
    let accepted = to.0.stream(accepted).unwrap();
    for _ in 0..3 {
        let early = accepted.receive(4, Duration::from_millis(50)).await;
        assert_eq!(early.unwrap_err().code, Code::Timeout);
    }
    send.write_all(b"cd\0\0\0\0\0\0\0\x02a").await.unwrap();
    send.finish().unwrap();
    let whole = accepted.receive(4, PATIENCE).await.unwrap();
    assert_eq!(whole.as_deref(), Some(b"abcd".as_slice()));
    assert_eq!(accepted.receive(4, PATIENCE).await.unwrap(), Some(vec![]));
    let cut_off = accepted.receive(4, PATIENCE).await;
    assert_eq!(cut_off.unwrap_err().code, Code::TooLong);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_announced_too_long_ends_the_stream() {
    let (from, to) = pair(Limits::default()).await;
    let opened = from.0.peer(from.1).unwrap();
    for (announced, longest) in [
        (5_u32, 4),
        (u32::MAX, LONGEST_FRAME),
        (1 << 20 | 1, usize::MAX),
    ] {
        let (mut send, _recv) = opened.open().await.unwrap();
        send.write_all(&announced.to_be_bytes()).await.unwrap();
        let accepted = to.0.clone().accept_stream(to.1).await.unwrap().a;
        let accepted = to.0.stream(accepted).unwrap();
        let refused = accepted.receive(longest, PATIENCE).await;
        assert_eq!(refused.unwrap_err().code, Code::TooLong);
        let after = accepted.receive(longest, PATIENCE).await;
        assert_eq!(after.unwrap_err().code, Code::Closed);
        assert!(send.stopped().await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_given_back_is_waited_for_and_an_address_of_another_machine_is_not() {
    let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        drop(taken);
    });
    let at = |address| Reach {
        bind: vec![address],
        ..Reach::default()
    };
    let bound = net(Limits::default()).bind(at(address), false).await;
    assert_eq!(bound.unwrap().bytes, address.to_string().as_bytes());
    let elsewhere = "192.0.2.1:4433".parse().unwrap();
    let begun = Instant::now();
    let failed = net(Limits::default()).bind(at(elsewhere), false).await;
    failed.unwrap_err();
    assert!(begun.elapsed() < RELEASE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_dies_is_noticed() {
    let limits = Limits {
        idle: Duration::from_secs(1),
        ..Limits::default()
    };
    let (caller, called) = (net(limits), net(limits));
    let address = bind(&called, true).await;
    bind(&caller, false).await;
    let wire = Wire::to(address);
    let peer = connect(&caller, &called, wire.address).await.unwrap();
    wire.cut();
    let ended = caller.clone().accept_stream(peer).await;
    assert_eq!(ended.unwrap_err().code, Code::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_stranger_makes_room_and_nobody_else() {
    let limits = Limits {
        guests: 2,
        guest_window: 1 << 10,
        ..Limits::default()
    };
    let called = net(limits);
    let address = bind(&called, true).await;
    let mut inside = Vec::new();
    for _ in 0..2 {
        let caller = net(limits);
        bind(&caller, false).await;
        let peer = connect(&caller, &called, address).await.unwrap();
        let accepted = called.clone().accept().await.unwrap().a;
        inside.push(((caller, peer), (called.clone(), accepted)));
    }
    // Somebody listens to the older one.
    let (sender, receiver) = stream(&inside[0].0, &inside[0].1).await;
    let (sent, received) = tokio::join!(
        sender.send(&[1; 4096], PATIENCE),
        receiver.receive(4096, PATIENCE)
    );
    sent.unwrap();
    assert!(received.unwrap().is_some());

    let caller = net(limits);
    bind(&caller, false).await;
    let peer = connect(&caller, &called, address).await.unwrap();
    let newest = called.clone().accept().await.unwrap().a;
    let turned_away = inside[1].0.0.clone().accept_stream(inside[1].0.1).await;
    assert_eq!(turned_away.unwrap_err().code, Code::Closed);
    sender.send(b"still here", PATIENCE).await.unwrap();
    assert!(receiver.receive(100, PATIENCE).await.unwrap().is_some());
    stream(&(caller, peer), &(called, newest)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_at_once_show_their_addresses_and_all_come_in() {
    let limits = Limits {
        handshakes: 2,
        ..Limits::default()
    };
    let called = net(limits);
    let address = bind(&called, true).await;
    for _ in 0..10 {
        let caller = net(limits);
        bind(&caller, false).await;
        // With two handshakes even one of an unknown address has to come again when another goes on.
        let (one, _) = tokio::join!(connect(&caller, &called, address), called.clone().accept());
        assert!(one.is_ok(), "{one:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shut_door_refuses_and_a_closed_network_ends_what_waits() {
    let (caller, called) = (net(Limits::default()), net(Limits::default()));
    let address = bind(&called, false).await;
    bind(&caller, false).await;
    let refused = connect(&caller, &called, address).await.unwrap_err();
    assert_eq!(refused.code, Code::Refused, "{refused}");
    let waiting = tokio::spawn(called.clone().accept());
    // Until it waits.
    tokio::task::yield_now().await;
    called.close().await;
    let ended = waiting.await.unwrap().unwrap_err();
    assert!(
        matches!(ended.code, Code::Closed | Code::NotOpen),
        "{ended}"
    );
    // And the port is free again.
    eventually(async || UdpSocket::bind(address).is_ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unbound_networks_have_no_connections() {
    let net = net(Limits::default());
    let connecting = net
        .clone()
        .connect([1; 32], loopback().bind, PATIENCE)
        .await;
    assert!(matches!(
        connecting.unwrap_err().code,
        Code::NotOpen | Code::InvalidArgument
    ));
    assert_eq!(net.clone().accept().await.unwrap_err().code, Code::NotOpen);
}

/// Each would wait for its own attempt, one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn all_who_want_a_blob_of_a_peer_that_is_gone_wait_for_one_attempt() {
    let (caller, gone) = (net(Limits::default()), net(Limits::default()));
    bind(&caller, false).await;
    // Nobody answers at a socket that nobody reads.
    let silent = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let source = |addresses: &[SocketAddr]| Source {
        peer: gone.secret.public(),
        addresses: addresses.to_vec(),
        patience: Duration::from_secs(2),
    };
    let address = silent.local_addr().unwrap();
    let begun = std::time::Instant::now();
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (caller, source) = (caller.clone(), source(&[address]));
        asking.spawn(async move { caller.size(source, blake3::hash(b"blob")).await });
    }
    for asked in asking.join_all().await {
        assert_eq!(asked.unwrap_err().code, Code::Unreachable);
    }
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(20), "{took:?}");

    // Elsewhere it may be reached.
    let there = bind(&gone, true).await;
    let asked = caller.size(source(&[there]), blake3::hash(b"blob")).await;
    assert_ne!(asked.map_err(|error| error.code), Err(Code::Unreachable));
}

/// What carries packets between a node and those who call this address, until it is cut.
struct Wire {
    address: SocketAddr,
    cut: Arc<AtomicBool>,
}

impl Wire {
    fn to(node: SocketAddr) -> Self {
        let outside = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let inside = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        inside.connect(node).unwrap();
        let wire = Self {
            address: outside.local_addr().unwrap(),
            cut: Arc::default(),
        };
        let caller = Arc::new(std::sync::OnceLock::new());
        let (from, to, learnt, cut) = (
            outside.try_clone().unwrap(),
            inside.try_clone().unwrap(),
            caller.clone(),
            wire.cut.clone(),
        );
        std::thread::spawn(move || {
            let mut packet = [0; 65_536];
            while let Ok((length, source)) = from.recv_from(&mut packet) {
                learnt.get_or_init(|| source);
                if cut.load(Ordering::Relaxed) || to.send(&packet[..length]).is_err() {
                    return;
                }
            }
        });
        let cut = wire.cut.clone();
        std::thread::spawn(move || {
            let mut packet = [0; 65_536];
            while let Ok(length) = inside.recv(&mut packet) {
                let caller = caller.get().expect("nobody is answered who did not call");
                if cut.load(Ordering::Relaxed)
                    || outside.send_to(&packet[..length], caller).is_err()
                {
                    return;
                }
            }
        });
        wire
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::Relaxed);
    }
}
