// The limit: one scenario of the model, written by hand around a binary heap, with nothing that this scenario lacks.
//
// Reads parameters and arrivals (written by engines.py), simulates, prints requests, events, seconds and the sum of all
// latencies in nanoseconds, which has to be that of the other engines. Draws are Philox4x64-10 in place, as theirs are.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <vector>

using i64 = int64_t;
using u64 = uint64_t;
using u128 = unsigned __int128;

struct Parameters {
    i64 requests, instances, points, workers_instance, workers_point, workers_server, mean_instance, mean_point, mean_server;
    i64 client_ns, azure_ns, site_ns, channel_ns, trips, timeout_ns, end_ns;
    u64 key0, key_instance, key_point, key_server, key_balancer;
};
struct Arrival { i64 created, client, member, occurrence; };
struct Event { i64 time, key; int32_t slot, visit; };
struct Attempt { i64 request, created; u64 member, occurrence; int32_t instance, point; i64 log; };
struct Station { i64 busy = 0, workers, mean, turn = 0; u64 key; std::deque<int32_t> queue; };

static void philox(u64 c0, u64 c1, u64 c2, u64 c3, u64 k0, u64 k1, u64 &word) {
    for (int round = 0; round < 10; ++round) {
        u128 a = (u128)0xD2E7470EE14C6C93ULL * c0, b = (u128)0xCA5A826395121157ULL * c2;
        c0 = (u64)(b >> 64) ^ c1 ^ k0; c2 = (u64)(a >> 64) ^ c3 ^ k1; c1 = (u64)b; c3 = (u64)a;
        k0 += 0x9E3779B97F4A7C15ULL; k1 += 0xBB67AE8584CAA73BULL;
    }
    word = c0;
}

struct Loop {
    Parameters p;
    std::vector<Event> heap;
    std::vector<Attempt> attempts;
    std::vector<int32_t> unused;
    std::vector<Station> stations;
    std::vector<i64> done, stages;
    std::deque<std::pair<i64, i64>> deadlines;
    i64 now = 0, events = 0;

    static bool earlier(const Event &a, const Event &b) { return a.time < b.time || (a.time == b.time && a.key < b.key); }
    void push(i64 time, i64 rank, int32_t slot) {
        Event e{time, rank << 56 | attempts[slot].request << 8, slot, 0};
        size_t i = heap.size();
        heap.push_back(e);
        while (i > 0) {
            size_t up = (i - 1) / 2;
            if (!earlier(e, heap[up])) break;
            heap[i] = heap[up]; i = up;
        }
        heap[i] = e; ++events;
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
    double uniform(const Attempt &a, u64 key) {
        u64 word;
        philox(a.member + 1, 0, 0, a.occurrence, p.key0, key, word);
        return (double)(word >> 11) * 0x1p-53;
    }
    void begin(int32_t slot, Station &s, i64 rank) {
        ++s.busy;
        double value = -(double)s.mean * std::log1p(-uniform(attempts[slot], s.key));
        push(now + (i64)std::floor(value + 0.5), rank, slot);
    }
    void serve(int32_t slot, Station &s, i64 rank) {
        stages[attempts[slot].request * 2] = now;
        if (s.busy < s.workers) begin(slot, s, rank); else s.queue.push_back(slot);
    }
    void depart(Station &s, i64 rank) {
        --s.busy;
        if (!s.queue.empty()) { int32_t next = s.queue.front(); s.queue.pop_front(); begin(next, s, rank); }
    }
    void run(const std::vector<Arrival> &arrivals) {
        size_t next = 0;
        while (true) {
            i64 t = p.end_ns; int source = 0;
            if (!heap.empty()) { t = heap[0].time; source = 1; }
            if (next < arrivals.size() && arrivals[next].created < t) { t = arrivals[next].created; source = 2; }
            if (!deadlines.empty() && deadlines.front().first < t) { t = deadlines.front().first; source = 3; }
            if (t >= p.end_ns) break;
            now = t;
            if (source == 3) { deadlines.pop_front(); continue; }  // nobody waits that long here
            if (source == 2) {
                const Arrival &a = arrivals[next];
                int32_t slot;
                if (unused.empty()) { slot = attempts.size(); attempts.push_back({}); } else { slot = unused.back(); unused.pop_back(); }
                attempts[slot] = {(i64)next, a.created, (u64)a.member, (u64)a.occurrence, 0, 0, 0};
                deadlines.push_back({now + p.timeout_ns, (i64)next});
                attempts[slot].instance = (int32_t)(uniform(attempts[slot], p.key_balancer) * p.instances);
                push(now + (2 + 2 * p.trips + 1) * p.client_ns, 12, slot);
                ++next; events += 2;
                continue;
            }
            Event e = pop();
            Attempt &a = attempts[e.slot];
            Station &instance = stations[a.instance], &server = stations.back();
            Station &point = stations[p.instances + a.point];
            switch (e.key >> 56) {
                case 12: serve(e.slot, instance, 5); break;
                case 5:
                    depart(instance, 5);
                    instance.turn = (instance.turn + 1) % p.points;
                    attempts[e.slot].point = (int32_t)((instance.turn + p.points - 1) % p.points);
                    push(now + p.azure_ns + p.channel_ns, 13, e.slot); break;
                case 13: serve(e.slot, point, 6); break;
                case 6: depart(point, 6); push(now + (2 * p.trips + 1) * p.site_ns, 14, e.slot); break;
                case 14: serve(e.slot, server, 7); break;
                case 7: depart(server, 7); push(now + p.site_ns + p.azure_ns + p.client_ns, 8, e.slot); break;
                case 8: done[a.request] = now; unused.push_back(e.slot); break;
            }
        }
    }
};

int main(int, char **names) {
    Loop loop;
    FILE *file = std::fopen(names[1], "rb");
    if (!file || std::fread(&loop.p, sizeof loop.p, 1, file) != 1) return 1;
    const Parameters &p = loop.p;
    std::vector<Arrival> arrivals(p.requests);
    if (std::fread(arrivals.data(), sizeof(Arrival), p.requests, file) != (size_t)p.requests) return 1;
    for (i64 i = 0; i < p.instances; ++i) loop.stations.push_back({0, p.workers_instance, p.mean_instance, 0, p.key_instance, {}});
    for (i64 i = 0; i < p.points; ++i) loop.stations.push_back({0, p.workers_point, p.mean_point, 0, p.key_point, {}});
    loop.stations.push_back({0, p.workers_server, p.mean_server, 0, p.key_server, {}});
    loop.done.assign(p.requests, -1);
    loop.stages.assign(2 * p.requests, 0);
    auto began = std::chrono::steady_clock::now();
    loop.run(arrivals);
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    i64 sum = 0, answered = 0;
    for (i64 i = 0; i < p.requests; ++i) if (loop.done[i] >= 0) { sum += loop.done[i] - arrivals[i].created; ++answered; }
    std::printf("{\"requests\": %ld, \"events\": %ld, \"seconds\": %.6f, \"latency_ns\": %ld, \"answered\": %ld}\n",
                (long)p.requests, (long)loop.events, seconds, (long)sum, (long)answered);
}
