// The limit: the same scenario, written by hand around a binary heap, with nothing that this scenario lacks.
//
// event_loop PARAMETERS-AND-ARRIVALS simulates and prints, as JSON, what it took and what came out. Draws are
// Philox4x64-10 in place, as those of the engines are; simultaneous events come in the same order. With `results` it
// keeps what the engines keep: every column of the request log, station by station sums, waits and windows,
// connections, ports and egress. Without, it keeps one latency a request, and knows no deadline, no kept connection and
// no name: eight events and nothing else.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

using i64 = int64_t;
using u64 = uint64_t;
using u128 = unsigned __int128;
using i32 = int32_t;

struct Parameters {  // in the order in which cpp_loop.py writes them
    i64 requests, instances, points, instance_workers, point_workers, server_workers, instance_ns, point_ns, server_ns;
    i64 client_ns, azure_ns, site_ns, channel_ns, client_trips, site_trips, deadline_ns, keep_alive_ns, name_ns, end_ns;
    i64 window_ns, port_rest_ns, up_bytes, down_bytes, clients;
    u64 key, instance_key, point_key, server_key, balancer_key;
};
struct Arrival { i64 created; i32 client, occurrence; };
struct Event { i64 time, key; i32 slot; };
struct Attempt { i64 request, left; i32 client, occurrence, instance, point, session, at; i64 arrived, began, stage[10]; };
struct Session { i64 ready; i32 instance, point; };
struct Client { i64 name_until = -1, idle_until = -1; i32 idle = -1; };

enum Rank : i64 {
    INSTANCE_DONE = 5, POINT_DONE, SERVER_DONE, ANSWERED, REFUSED, DEADLINE, ASK, AT_INSTANCE, AT_POINT, AT_SERVER, SILENT
};
enum Stage {
    DNS, CONNECT, INSTANCE_WAIT, INSTANCE_SERVICE, CHANNEL, POINT_WAIT, POINT_SERVICE, SERVER_WAIT, SERVER_SERVICE, RESPONSE
};
static const Stage WIDE[] = {INSTANCE_WAIT, INSTANCE_SERVICE, POINT_SERVICE, SERVER_SERVICE};
static const Stage NARROW[] = {DNS, CONNECT, CHANNEL, POINT_WAIT, SERVER_WAIT, RESPONSE};
static const char *const STAGES[] = {
    "dns_ns", "connect_ns", "instance_wait_ns", "instance_service_ns", "channel_ns", "connection_point_wait_ns",
    "connection_point_service_ns", "server_wait_ns", "server_service_ns", "response_ns"};

template <class T> struct Ring {  // first in, first out; grows by doubling
    std::vector<T> cells = std::vector<T>(64);
    size_t first = 0, count = 0;
    bool empty() const { return count == 0; }
    T &front() { return cells[first]; }
    void pop() { first = (first + 1) & (cells.size() - 1); --count; }
    void push(const T &value) {
        if (count == cells.size()) {
            std::rotate(cells.begin(), cells.begin() + first, cells.end());
            first = 0;
            cells.resize(2 * cells.size());
        }
        cells[(first + count++) & (cells.size() - 1)] = value;
    }
};

struct Sums { i64 busy_ns = 0, waiting_ns = 0; };
struct Station {
    i64 workers, mean;
    u64 key;
    Rank done;
    Station(i64 workers_, i64 mean_, u64 key_, Rank done_) : workers(workers_), mean(mean_), key(key_), done(done_) {}
    i64 busy = 0, turn = 0, settled = 0, stays_ns = 0, waited_ns = 0, most_waiting = 0, begun = 0, served = 0;
    Sums sums;
    Ring<i32> queue;
    std::vector<uint32_t> waits;
    std::vector<Sums> windows;
    i64 open_ns = 0, open = 0, most_open = 0, ports = 0, most_ports = 0;
    Ring<i64> resting;
    void settle(i64 now) {
        i64 lasts = now - settled, waiting = (i64)queue.count;
        if (lasts == 0) return;
        settled = now;
        sums.busy_ns += busy * lasts;
        sums.waiting_ns += waiting * lasts;
        most_waiting = std::max(most_waiting, waiting);
    }
};

struct Log {
    std::vector<i64> created, done;
    std::vector<i32> client;
    std::vector<int16_t> cohort, status, server;
    std::vector<int8_t> activity, outcome, attempts, instance, point;
    std::vector<i64> wide[4];  // services, and waits at an instance: some take longer than 32 bits of nanoseconds
    std::vector<uint32_t> narrow[6];
    void make_room(size_t rows) {
        created.resize(rows); done.assign(rows, -1); client.resize(rows); cohort.assign(rows, 0);
        status.assign(rows, -1); server.assign(rows, -1); activity.assign(rows, 0); outcome.assign(rows, 4);
        attempts.assign(rows, 1); instance.assign(rows, -1); point.assign(rows, -1);
        for (auto &column : wide) column.assign(rows, 0);
        for (auto &column : narrow) column.assign(rows, 0);
    }
};

template <bool RESULTS> struct Loop {
    const Parameters &p;
    std::vector<Event> heap;
    std::vector<Attempt> attempts;
    std::vector<Session> sessions;
    std::vector<Client> clients;
    std::vector<i32> unused, closed;
    std::vector<Station> stations;
    std::vector<i64> egress, latencies;
    Log log;
    Ring<Event> deadlines, silences;
    i64 now = 0, events = 0;

    explicit Loop(const Parameters &parameters) : p(parameters) {
        for (i64 i = 0; i < p.instances; ++i) stations.emplace_back(p.instance_workers, p.instance_ns, p.instance_key, INSTANCE_DONE);
        for (i64 i = 0; i < p.points; ++i) stations.emplace_back(p.point_workers, p.point_ns, p.point_key, POINT_DONE);
        stations.emplace_back(p.server_workers, p.server_ns, p.server_key, SERVER_DONE);
        if (RESULTS) {
            clients.resize(p.clients);
            egress.assign(p.end_ns / 3'600'000'000'000 + 1, 0);
            log.make_room(p.requests);
        } else {
            latencies.assign(p.requests, -1);
        }
    }
    static bool earlier(const Event &a, const Event &b) { return a.time < b.time || (a.time == b.time && a.key < b.key); }
    static i64 key_of(Rank rank, i64 request) { return rank << 56 | request << 8; }
    void push(i64 time, Rank rank, i32 slot) {
        Event e{time, key_of(rank, attempts[slot].request), slot};
        size_t i = heap.size();
        heap.push_back(e);
        while (i > 0) {
            size_t up = (i - 1) / 2;
            if (!earlier(e, heap[up])) break;
            heap[i] = heap[up];
            i = up;
        }
        heap[i] = e;
        ++events;
    }
    Event pop() {
        Event top = heap[0], e = heap.back();
        heap.pop_back();
        size_t n = heap.size(), i = 0;
        if (n == 0) return top;
        for (size_t down; (down = 2 * i + 1) < n; i = down) {
            if (down + 1 < n && earlier(heap[down + 1], heap[down])) ++down;
            if (!earlier(heap[down], e)) break;
            heap[i] = heap[down];
        }
        heap[i] = e;
        return top;
    }
    double uniform(const Attempt &a, u64 stream) const {
        u64 c0 = (u64)a.client + 1, c1 = 0, c2 = 0, c3 = (u64)a.occurrence, k0 = p.key, k1 = stream;
        for (int round = 0; round < 10; ++round) {
            u128 x = (u128)0xD2E7470EE14C6C93ULL * c0, y = (u128)0xCA5A826395121157ULL * c2;
            c0 = (u64)(y >> 64) ^ c1 ^ k0; c2 = (u64)(x >> 64) ^ c3 ^ k1; c1 = (u64)y; c3 = (u64)x;
            k0 += 0x9E3779B97F4A7C15ULL; k1 += 0xBB67AE8584CAA73BULL;
        }
        return (double)(c0 >> 11) * 0x1p-53;
    }
    void begin(i32 slot, Station &s) {
        Attempt &a = attempts[slot];
        ++s.busy;
        if (RESULTS) {
            a.began = now;
            ++s.begun;
            if (i64 waited = now - a.arrived) { s.waited_ns += waited; s.waits.push_back((uint32_t)std::min<i64>(waited, UINT32_MAX)); }
        }
        double value = -(double)s.mean * std::log1p(-uniform(a, s.key));
        push(now + (i64)std::floor(value + 0.5), s.done, slot);
    }
    void serve(i32 slot, Station &s) {
        if (RESULTS) { attempts[slot].arrived = now; attempts[slot].at = (i32)(&s - stations.data()); s.settle(now); }
        if (s.busy < s.workers) begin(slot, s); else s.queue.push(slot);
    }
    void depart(i32 slot, Station &s, Stage wait) {
        if (RESULTS) {
            Attempt &a = attempts[slot];
            s.settle(now);
            ++s.served;
            s.stays_ns += now - a.arrived;
            a.at = -1;
            a.stage[wait] = a.began - a.arrived;
            a.stage[wait + 1] = now - a.began;
        }
        --s.busy;
        if (!s.queue.empty()) { i32 next = s.queue.front(); s.queue.pop(); begin(next, s); }
    }
    void open_session(Attempt &a, i64 ready) {
        if (closed.empty()) { closed.push_back((i32)sessions.size()); sessions.push_back({}); }
        a.session = closed.back();
        closed.pop_back();
        sessions[a.session] = {ready, a.instance, -1};
        Station &s = stations[a.instance];
        s.most_open = std::max(s.most_open, ++s.open);
    }
    void close_session(i32 number) {
        Session &session = sessions[number];
        stations[session.instance].open_ns += now - session.ready;
        --stations[session.instance].open;
        stations[p.instances + session.point].resting.push(now + p.port_rest_ns);
        session.ready = -1;
        closed.push_back(number);
    }
    void take_port(i32 session, i32 number) {
        Station &point = stations[p.instances + number];
        while (!point.resting.empty() && point.resting.front() <= now) { point.resting.pop(); --point.ports; }
        point.most_ports = std::max(point.most_ports, ++point.ports);
        sessions[session].point = number;
    }
    void ask(const Arrival &arrival, i64 request) {
        i32 slot;
        if (unused.empty()) { slot = (i32)attempts.size(); attempts.push_back({}); } else { slot = unused.back(); unused.pop_back(); }
        Attempt &a = attempts[slot];
        a.request = request; a.left = now; a.client = arrival.client; a.occurrence = arrival.occurrence;
        i64 ready = now + 2 * p.client_ns;
        if (RESULTS) {
            Client &client = clients[a.client];
            if (client.idle >= 0) std::abort();  // no client of this scenario asks again so soon
            if (client.name_until > now) ready = now; else client.name_until = ready + p.name_ns;
            a.at = -1;
            a.stage[DNS] = ready - now;
            log.created[request] = now; log.client[request] = a.client; log.cohort[request] = 0; log.activity[request] = 0;
            deadlines.push({now + p.deadline_ns, key_of(DEADLINE, request), slot});
            ++events;
        }
        a.instance = (i32)(uniform(a, p.balancer_key) * (double)p.instances);
        ready += 2 * p.client_trips * p.client_ns;
        if (RESULTS) open_session(a, ready);
        push(ready + p.client_ns, AT_INSTANCE, slot);
    }
    void answered(i32 slot) {
        Attempt &a = attempts[slot];
        if (RESULTS) {
            i64 row = a.request;
            log.done[row] = now; log.status[row] = 200; log.outcome[row] = 0; log.attempts[row] = 1; log.server[row] = 0;
            log.instance[row] = (int8_t)a.instance; log.point[row] = (int8_t)a.point;
            for (int i = 0; i < 4; ++i) log.wide[i][row] = a.stage[WIDE[i]];
            for (int i = 0; i < 6; ++i) log.narrow[i][row] = (uint32_t)a.stage[NARROW[i]];
            if (p.keep_alive_ns) {
                Client &client = clients[a.client];
                client.idle = a.session; client.idle_until = now + p.keep_alive_ns;
                silences.push({client.idle_until, key_of(SILENT, row), a.client});
                ++events;
            } else {
                close_session(a.session);
            }
        } else {
            latencies[a.request] = now - a.left;
        }
        unused.push_back(slot);
    }
    void handle(const Event &e) {
        i32 slot = e.slot;
        Attempt &a = attempts[slot];
        switch (e.key >> 56) {
            case AT_INSTANCE:
                if (RESULTS) a.stage[CONNECT] = now - a.left - a.stage[DNS];
                serve(slot, stations[a.instance]);
                break;
            case INSTANCE_DONE: {
                Station &instance = stations[a.instance];
                depart(slot, instance, INSTANCE_WAIT);
                a.point = (i32)instance.turn;
                if (++instance.turn == p.points) instance.turn = 0;
                if (RESULTS) egress[now / 3'600'000'000'000] += p.up_bytes;
                push(now + p.azure_ns + p.channel_ns, AT_POINT, slot);
                break;
            }
            case AT_POINT: serve(slot, stations[p.instances + a.point]); break;
            case POINT_DONE:
                depart(slot, stations[p.instances + a.point], POINT_WAIT);
                if (RESULTS) take_port(a.session, a.point);
                push(now + (2 * p.site_trips + 1) * p.site_ns, AT_SERVER, slot);
                break;
            case AT_SERVER:
                if (RESULTS) a.stage[CHANNEL] = p.azure_ns + p.channel_ns + (2 * p.site_trips + 1) * p.site_ns;
                serve(slot, stations.back());
                break;
            case SERVER_DONE: {
                depart(slot, stations.back(), SERVER_WAIT);
                i64 response = p.site_ns + p.azure_ns + p.client_ns;
                if (RESULTS) { egress[now / 3'600'000'000'000] += p.down_bytes; a.stage[RESPONSE] = response; }
                push(now + response, ANSWERED, slot);
                break;
            }
            case ANSWERED: answered(slot); break;
        }
    }
    void silent(i32 number) {
        Client &client = clients[number];
        if (client.idle >= 0 && client.idle_until == now) { close_session(client.idle); client.idle = -1; }
    }
    void run(const std::vector<Arrival> &arrivals) {
        size_t next = 0;
        i64 window = RESULTS ? p.window_ns : p.end_ns;
        while (true) {
            Event first{p.end_ns, 0, -1};
            int source = 0;
            if (!heap.empty()) { first = heap[0]; source = 1; }
            if (next < arrivals.size()) {
                Event other{arrivals[next].created, key_of(ASK, (i64)next), -1};
                if (earlier(other, first)) { first = other; source = 2; }
            }
            if (RESULTS) {
                if (!deadlines.empty() && earlier(deadlines.front(), first)) { first = deadlines.front(); source = 3; }
                if (!silences.empty() && earlier(silences.front(), first)) { first = silences.front(); source = 4; }
                while (window <= std::min(first.time, p.end_ns)) {
                    for (Station &s : stations) { s.settle(window); s.windows.push_back(s.sums); }
                    window += p.window_ns;
                }
            }
            if (first.time >= p.end_ns) break;
            now = first.time;
            switch (source) {
                case 1: pop(); handle(first); break;
                case 2: ask(arrivals[next], (i64)next); ++next; ++events; break;
                case 3:
                    deadlines.pop();
                    if (log.done[first.key >> 8 & ((1LL << 48) - 1)] < 0) std::abort();  // nobody waits that long here
                    break;
                case 4: silences.pop(); silent(first.slot); break;
            }
        }
        now = p.end_ns;
        for (Station &s : stations) s.settle(now);
        for (const Attempt &a : attempts) if (RESULTS && a.at >= 0) stations[a.at].stays_ns += now - a.arrived;
        for (const Session &session : sessions)
            if (session.ready >= 0 && session.ready < now) stations[session.instance].open_ns += now - session.ready;
    }
};

static i64 peak_bytes() {  // of this program alone; what the kernel says of children knows what stood there before
    i64 kilobytes = 0;
    if (FILE *file = std::fopen("/proc/self/status", "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, file)) if (std::sscanf(line, "VmHWM: %ld", &kilobytes) == 1) break;
        std::fclose(file);
    }
    return kilobytes * 1024;
}

static void print(const Loop<true> &loop) {
    i64 answered = 0, latency = 0, egress = 0, ports = 0, open = 0;
    std::string sums;
    for (size_t i = 0; i < loop.log.done.size(); ++i)
        if (loop.log.done[i] >= 0) { ++answered; latency += loop.log.done[i] - loop.log.created[i]; }
    auto add_up = [&](Stage stage, const auto &column) {
        i64 sum = 0;
        for (size_t i = 0; i < column.size(); ++i) if (loop.log.done[i] >= 0) sum += column[i];
        sums += "\"" + std::string(STAGES[stage]) + "\": " + std::to_string(sum) + ", ";
    };
    for (int i = 0; i < 4; ++i) add_up(WIDE[i], loop.log.wide[i]);
    for (int i = 0; i < 6; ++i) add_up(NARROW[i], loop.log.narrow[i]);
    i64 busy = 0, waiting = 0, stays = 0, waited = 0, served = 0, most = 0;
    for (const Station &s : loop.stations) {
        busy += s.sums.busy_ns; waiting += s.sums.waiting_ns; stays += s.stays_ns; waited += s.waited_ns; served += s.served;
        most += s.most_waiting; open += s.open_ns; ports += s.most_ports;
    }
    for (i64 bytes : loop.egress) egress += bytes;
    std::printf("\"answered\": %ld, \"latency_ns\": %ld, \"sums\": {%s\"busy_ns\": %ld, \"waiting_ns\": %ld, \"stays_ns\": %ld, "
                "\"waited_ns\": %ld, \"served\": %ld, \"most_waiting\": %ld, \"open_ns\": %ld, \"ports\": %ld, \"egress\": %ld}, ",
                (long)answered, (long)latency, sums.c_str(), (long)busy, (long)waiting, (long)stays, (long)waited, (long)served,
                (long)most, (long)open, (long)ports, (long)egress);
}

static void print(const Loop<false> &loop) {
    i64 answered = 0, latency = 0;
    for (i64 took : loop.latencies) if (took >= 0) { ++answered; latency += took; }
    std::printf("\"answered\": %ld, \"latency_ns\": %ld, ", (long)answered, (long)latency);
}

template <bool RESULTS> static void simulate(const Parameters &p, const std::vector<Arrival> &arrivals) {
    std::clock_t began = std::clock();
    auto started = std::chrono::steady_clock::now();
    Loop<RESULTS> loop(p);  // its columns are made while the clock runs, as those of the engines are
    loop.run(arrivals);
    double seconds = (double)(std::clock() - began) / CLOCKS_PER_SEC;
    double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    std::printf("{");
    print(loop);
    std::printf("\"requests\": %ld, \"events\": %ld, \"seconds\": %.6f, \"wall_s\": %.6f, \"peak_bytes\": %ld}\n",
                (long)p.requests, (long)loop.events, seconds, wall, (long)peak_bytes());
}

int main(int count, char **words) {
    Parameters p;
    FILE *file = count < 2 ? nullptr : std::fopen(words[1], "rb");
    if (!file || std::fread(&p, sizeof p, 1, file) != 1) return 1;
    std::vector<Arrival> arrivals(p.requests);
    if (std::fread(arrivals.data(), sizeof(Arrival), p.requests, file) != (size_t)p.requests) return 1;
    std::fclose(file);
    if (count > 2 && !std::strcmp(words[2], "results")) simulate<true>(p, arrivals); else simulate<false>(p, arrivals);
}
