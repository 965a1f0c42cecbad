#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives a real Flink standalone session cluster (separate JVMs, loopback only) for w5, c1, c2, c3, r1, r2.

Called by ./run. Prints one JSON line per figure on stdout, progress on stderr. Everything it writes goes to a
temporary directory; every process it starts it ends itself.
"""
import datetime, glob, http.client, json, os, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
JAVA = (os.environ["JAVA_HOME"] + "/bin/java") if os.environ.get("JAVA_HOME") else "java"
JAR = os.path.join(HERE, "target", "flink-bench.jar")
LIB = os.path.join(HERE, "target", "lib", "*")
TMP = tempfile.mkdtemp(prefix="flink-bench-")
ARGS = dict(a.split("=", 1) for a in sys.argv[2:] if "=" in a)
HOST = "127.0.0.1"
OTHERS_MAX_PERCENT = float(os.environ.get("OTHERS_MAX_PERCENT", 15))  # 100 is one core


def log(*a):
    print(*a, file=sys.stderr, flush=True)


def emit(case, metric, runs=None, variant="", **more):
    d = {"system": "flink-2.3.0", "case": case, "variant": variant, "metric": metric}
    if runs is not None:
        d["median"] = round(statistics.median(runs), 3)
        d["runs"] = [round(r, 3) for r in runs]
    d.update(more)
    d["other_cpu_cores"] = QUIET.cores()
    d["date"] = datetime.date.today().isoformat()
    print(json.dumps(d), flush=True)


def free_port():
    with socket.socket() as s:
        s.bind((HOST, 0))
        return s.getsockname()[1]


def proc_status(pid):
    d = dict(l.split(":", 1) for l in open(f"/proc/{pid}/status") if ":" in l)
    return int(d["VmRSS"].split()[0]) / 1024, int(d["Threads"])


class Quiet:
    """CPU used on this machine by processes that are not ours, in cores, since construction."""

    def __init__(self):
        self.t, self.ms = time.time(), self.now()

    @staticmethod
    def now():
        f = open("/proc/stat").readline().split()
        busy = sum(int(f[i]) for i in (1, 2, 3, 6, 7, 8)) * 10
        t = os.times()
        own = (t.user + t.system + t.children_user + t.children_system) * 1e3
        for p in LIVE:
            try:
                s = open(f"/proc/{p.pid}/stat").read().rsplit(")", 1)[1].split()
                if p.returncode is None:
                    own += (int(s[11]) + int(s[12])) * 10
            except OSError:
                pass
        return busy - own

    def cores(self):
        return round(max(0, (self.now() - self.ms) / 1e3 / (time.time() - self.t)), 2)


LIVE = []  # our processes
QUIET = Quiet()


class Rest:
    def __init__(self, port):
        self.port, self.c = port, None

    def call(self, method, path, body=None, headers=None):
        if self.c is None:
            self.c = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            self.c.request(method, path, body, headers or {})
            r = self.c.getresponse()
            data = r.read()
        except Exception:
            self.c.close()
            self.c = None
            raise
        if r.status >= 300:
            raise IOError(f"{method} {path}: {r.status} {data[:400]}")
        return json.loads(data) if data else None

    def get(self, path):
        return self.call("GET", path)

    def upload(self):
        b = "bench-boundary"
        body = (f"--{b}\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"bench.jar\"\r\n"
                "Content-Type: application/x-java-archive\r\n\r\n").encode() + open(JAR, "rb").read() + f"\r\n--{b}--\r\n".encode()
        r = self.call("POST", "/jars/upload", body, {"Content-Type": f"multipart/form-data; boundary={b}"})
        return os.path.basename(r["filename"])

    def submit(self, jar, args, par):
        body = json.dumps({"entryClass": "bench.Jobs", "programArgsList": args + [f"par={par}"], "parallelism": par})
        return self.call("POST", f"/jars/{jar}/run", body, {"Content-Type": "application/json"})["jobid"]

    def cancel(self, job):
        self.call("PATCH", f"/jobs/{job}?mode=cancel")
        while self.get(f"/jobs/{job}/status")["status"] not in ("CANCELED", "FINISHED", "FAILED"):
            time.sleep(0.02)

    def running_tasks(self, job):
        """(number of RUNNING subtasks, number of subtasks, job state)"""
        j = self.get(f"/jobs/{job}")
        if j["state"] == "FAILED":
            raise RuntimeError("job failed: " + " | ".join(
                l for e in self.get(f"/jobs/{job}/exceptions")["exceptionHistory"]["entries"] for l in e["stacktrace"].splitlines() if "Caused by" in l)[:700])
        return sum(v["tasks"]["RUNNING"] for v in j["vertices"]), sum(v["parallelism"] for v in j["vertices"]), j["state"]


class Cluster:
    """One or more JobManager JVMs and TaskManager JVMs, memory sized the way Flink's own start scripts size them."""

    def __init__(self, slots=2, conf=None, jm_mem="1600m", tm_mem="1728m"):
        self.dir = tempfile.mkdtemp(dir=TMP)
        self.procs, self.rpc, self.ports = {}, free_port(), {}
        self.conf = {
            "jobmanager.rpc.address": HOST, "jobmanager.rpc.port": self.rpc, "jobmanager.bind-host": HOST,
            "taskmanager.host": HOST, "taskmanager.bind-host": HOST, "rest.address": HOST, "rest.bind-address": HOST,
            "jobmanager.memory.process.size": jm_mem, "taskmanager.memory.process.size": tm_mem,
            "taskmanager.numberOfTaskSlots": slots, "parallelism.default": 1,
            "io.tmp.dirs": os.path.join(self.dir, "io"), "web.tmpdir": os.path.join(self.dir, "web"),
        }
        self.conf.update(conf or {})
        os.makedirs(os.path.join(self.dir, "io"))
        os.makedirs(os.path.join(self.dir, "web"))
        self.jm_opts = self.resources("GET_JM_RESOURCE_PARAMS", self.confdir("jm0"))
        self.tm_opts = self.resources("GET_TM_RESOURCE_PARAMS", self.confdir("tm0"))

    def confdir(self, name, **more):
        d = os.path.join(self.dir, "conf-" + name)
        os.makedirs(d, exist_ok=True)
        with open(os.path.join(d, "config.yaml"), "w") as f:
            for k, v in {**self.conf, **more}.items():
                if v is not None:
                    f.write(f"{k}: {v}\n")
        return d

    def resources(self, what, confdir):
        out = subprocess.run([JAVA, f"@{HERE}/jvm.opts", "-cp", LIB, "org.apache.flink.runtime.util.bash.BashJavaUtils", what, "--configDir", confdir],
                             capture_output=True, text=True)
        r = [l.split("BASH_JAVA_UTILS_EXEC_RESULT:", 1)[1].split() for l in out.stdout.splitlines() if "BASH_JAVA_UTILS_EXEC_RESULT:" in l]
        if len(r) < 2:
            raise RuntimeError(out.stdout + out.stderr)
        return r

    def exec(self, name, main, opts, args):
        f = open(os.path.join(self.dir, name + ".log"), "w")
        cmd = [JAVA, f"@{HERE}/jvm.opts", *opts[0], "-cp", LIB, main, *args, *opts[1]]
        self.procs[name] = subprocess.Popen(cmd, stdout=f, stderr=f)
        LIVE.append(self.procs[name])
        return self.procs[name]

    def start_jm(self, i=0, **more):
        port = self.ports[i] = free_port()
        d = self.confdir(f"jm{i}", **{"rest.port": port, **more})
        self.exec(f"jm{i}", "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", self.jm_opts,
                  ["--configDir", d, "--executionMode", "cluster"])
        return Rest(port)

    def start_tm(self, i):
        d = self.confdir(f"tm{i}", **{"taskmanager.resource-id": f"tm{i}"})
        self.exec(f"tm{i}", "org.apache.flink.runtime.taskexecutor.TaskManagerRunner", self.tm_opts, ["--configDir", d])

    def start(self, tms=1):
        """Starts everything; returns (rest client, seconds from the first exec until all slots are registered)."""
        t0 = time.perf_counter()
        rest = self.start_jm()
        for i in range(tms):
            self.start_tm(i)
        self.wait_slots(rest, tms * int(self.conf["taskmanager.numberOfTaskSlots"]))
        return rest, time.perf_counter() - t0

    def wait_slots(self, rest, n, limit=180):
        end = time.time() + limit
        while time.time() < end:
            try:
                if rest.get("/overview")["slots-total"] >= n:
                    return
            except (OSError, http.client.HTTPException):
                pass
            for name, p in self.procs.items():
                if p.poll() is not None and p.returncode != -9:
                    raise RuntimeError(name + " ended: " + open(os.path.join(self.dir, name + ".log")).read()[-2000:])
            time.sleep(0.005)
        raise RuntimeError("no slots")

    def kill9(self, name):
        self.procs[name].send_signal(signal.SIGKILL)

    def stop(self):
        for p in self.procs.values():
            if p.poll() is None:
                p.terminate()
        for p in self.procs.values():
            try:
                p.wait(8)
            except subprocess.TimeoutExpired:
                p.kill()
                p.wait()
        if os.environ.get("KEEP_LOGS"):
            for f in glob.glob(os.path.join(self.dir, "*.log")):
                log("==", os.path.basename(f))
                log("\n".join(open(f).read().splitlines()[-int(os.environ["KEEP_LOGS"]):]))
        shutil.rmtree(self.dir, ignore_errors=True)


def await_running(rest, job, pause=0.005, limit=180):
    end = time.time() + limit
    while time.time() < end:
        run, total, _ = rest.running_tasks(job)
        if total and run == total:
            return
        time.sleep(pause)
    raise RuntimeError("not running")


def c1():
    up, jm, tm = [], [], []
    for i in range(int(ARGS.get("runs", 5))):
        c = Cluster(slots=2)
        try:
            q = Quiet()
            rest, s = c.start()
            time.sleep(10)
            a, b = proc_status(c.procs["jm0"].pid), proc_status(c.procs["tm0"].pid)
            up.append(s), jm.append(a[0]), tm.append(b[0])
            log(f"start {s:.2f} s, other cpu {q.cores()}, JM {a[0]:.0f} MB {a[1]} threads, TM {b[0]:.0f} MB {b[1]} threads")
            threads = (a[1], b[1])
        finally:
            c.stop()
    v = ARGS.get("variant", "")
    emit("c1", "startup_s", up, v)
    emit("c1", "jobmanager_idle_rss_mb", jm, v, threads=threads[0], jvm=c.jm_opts[0])
    emit("c1", "taskmanager_idle_rss_mb", tm, v, threads=threads[1], jvm=c.tm_opts[0])
    jars = glob.glob(os.path.join(HERE, "target", "lib", "*.jar"))
    emit("c1", "classpath_mb", value=round(sum(os.path.getsize(j) for j in jars) / 1e6, 1), jars=len(jars))


def c2():
    def bounded(path, n, warm, conf, variant, key):
        c = Cluster(slots=2, conf=conf)
        try:
            rest, _ = c.start()
            jar, ms, runms = rest.upload(), [], []
            for i in range(warm + n):
                t0 = time.perf_counter()
                job = rest.submit(jar, ["case=tiny"], 1)
                t1 = time.perf_counter()
                while rest.get(path.format(job))[key] != "FINISHED":
                    time.sleep(0.005)
                if i >= warm:
                    ms.append((time.perf_counter() - t0) * 1e3)
                    runms.append((t1 - t0) * 1e3)
                elif i == 0:
                    log("first submission ever: %.0f ms" % ((time.perf_counter() - t0) * 1e3))
                    first = (time.perf_counter() - t0) * 1e3
            ms_sorted = sorted(ms)
            emit("c2", "submit_to_finished_ms", ms, variant, min=round(ms_sorted[0], 1), p90=round(ms_sorted[int(len(ms) * .9)], 1), first_ms=round(first, 1))
            emit("c2", "run_request_ms", runms, variant)
            if variant != "default-details-poll":
                up = []
                for i in range(n + 3 if n < 20 else 23):
                    t0 = time.perf_counter()
                    job = rest.submit(jar, ["case=idle"], 1)
                    if key == "state":
                        await_running(rest, job)
                        if i >= 3:
                            up.append((time.perf_counter() - t0) * 1e3)
                    rest.cancel(job)
                if up:
                    emit("c2", "submit_to_all_tasks_running_ms", up, variant)
        finally:
            c.stop()

    n = int(ARGS.get("n", 30))
    bounded("/jobs/{}", n, 5, {"web.refresh-interval": 1}, "refresh-1ms", "state")
    bounded("/jobs/{}/status", n, 5, {}, "default-status-poll", "status")
    bounded("/jobs/{}", min(n, 10), 1, {}, "default-details-poll", "state")


def c3():
    for p in [int(x) for x in ARGS.get("sizes", "100,250,500").split(",")]:
        seg = int(ARGS.get("segment", 4 if p > 100 else 32))  # KiB
        net = p * (p + 1) * seg // 1024 + 64
        conf = {"taskmanager.memory.segment-size": f"{seg}kb", "taskmanager.memory.network.min": f"{net}m", "taskmanager.memory.network.max": f"{net}m",
                "taskmanager.memory.task.heap.size": ARGS.get("heap", "1500m"), "taskmanager.memory.managed.size": "64m", "web.refresh-interval": 20, "pekko.ask.timeout": ARGS.get("ask", "120 s"),
                "heartbeat.timeout": ARGS.get("heartbeat", "50 s")}
        c = Cluster(slots=p, conf=conf, jm_mem="3g", tm_mem=None)
        v = f"{p}x{p}" + ("-" + ARGS["edge"] if "edge" in ARGS else "") + ARGS.get("variant", "")
        try:
            rest, _ = c.start()
            idle = proc_status(c.procs["tm0"].pid)
            jar, ts = rest.upload(), []
            for i in range(1 + int(ARGS.get("runs", 3))):
                q = Quiet()
                t0 = time.perf_counter()
                job = rest.submit(jar, ["case=idle"] + (["rebalance=1"] if ARGS.get("edge") == "rebalance" else []), p)
                t1 = time.perf_counter()
                await_running(rest, job, 0.02)
                t = time.perf_counter() - t0
                time.sleep(2)
                rss, th = proc_status(c.procs["tm0"].pid)
                jm, _ = proc_status(c.procs["jm0"].pid)
                log(f"{v} run {i}: other cpu {q.cores()}, {t:.2f} s (submit call {t1 - t0:.2f}), TM {rss:.0f} MB {th} threads (idle {idle[0]:.0f} MB {idle[1]}), JM {jm:.0f} MB")
                if i:
                    ts.append(t)
                else:
                    first = t
                tc = time.perf_counter()
                rest.cancel(job)
                log(f"  cancel {time.perf_counter() - tc:.2f} s")
            emit("c3", "submit_to_all_running_s", ts, v, first_s=round(first, 3), tm_rss_mb=round(rss), tm_rss_before_mb=round(idle[0]), tm_threads=th,
                 tm_threads_before=idle[1], jm_rss_mb=round(jm), network_mb=net, segment_kb=seg)
        except Exception as e:
            log(v, "failed:", str(e)[:800])
            emit("c3", "failed", variant=v, error=str(e)[:300], network_mb=net, segment_kb=seg)
        finally:
            c.stop()


def accumulators(rest, job):
    a = rest.get(f"/jobs/{job}/accumulators")["user-task-accumulators"]
    return {x["name"]: int(x["value"]) for x in a}


def w5():
    n = int(ARGS.get("n", 40_000_000))
    c = Cluster(slots=1, tm_mem=ARGS.get("tm", "3g"))
    try:
        rest, _ = c.start(tms=2)
        jar, rate, i, tries = rest.upload(), [], 0, 3
        while len(rate) < int(ARGS.get("runs", 3)):
            q = Quiet()
            job = rest.submit(jar, ["case=w3", f"n={n}"] + [f"{k}={ARGS[k]}" for k in ("ser", "buffer", "batch") if k in ARGS], 2)
            while rest.get(f"/jobs/{job}/status")["status"] not in ("FINISHED", "FAILED"):
                time.sleep(0.1)
            noise = q.cores()
            time.sleep(3.2)  # the accumulators of a job are cached for web.refresh-interval
            a = accumulators(rest, job)
            m = n / (a["closeMs"] - a["openMs"]) / 1e3
            log(f"run {i}: {m:.3f} M/s, other cpu {noise} cores, {a}")
            if i and (noise * 100 <= OTHERS_MAX_PERCENT or tries <= 0):
                rate.append(m)
            elif i:
                tries -= 1
            i += 1
        emit("w5", "Mevents_per_s", rate, ARGS.get("variant", ""), checksum="%016x" % (a["checksum"] & (2**64 - 1)), results=a["count"])
    finally:
        c.stop()


STREAM = ["case=w3", f"n={2**63 - 1}"]


def locations(rest, job):
    """TaskManager ids per subtask, and whether all of them run."""
    j = rest.get(f"/jobs/{job}")
    where, ok = [], j["state"] == "RUNNING"
    for v in j["vertices"]:
        for s in rest.get(f"/jobs/{job}/vertices/{v['id']}")["subtasks"]:
            where.append(s.get("taskmanager-id"))
            ok = ok and s["status"] == "RUNNING"
    return where, ok, j["state"]


def recovery_conf(ck):
    return {"execution.checkpointing.interval": "1s", "execution.checkpointing.dir": "file://" + ck, "state.backend.type": "hashmap",
            "restart-strategy.type": "fixed-delay", "restart-strategy.fixed-delay.attempts": 1000000, "restart-strategy.fixed-delay.delay": "0 ms",
            "web.refresh-interval": 10}


def await_checkpoints(rest, job, n, limit=float(ARGS.get("limit", 60))):
    end = time.time() + limit
    while rest.get(f"/jobs/{job}/checkpoints")["counts"]["completed"] < n:
        if time.time() > end:
            c = rest.get(f"/jobs/{job}/checkpoints")
            raise RuntimeError("no checkpoints: " + json.dumps([c["counts"], c["latest"], rest.get(f"/jobs/{job}/exceptions")])[:3000])
        time.sleep(0.2)


def r1():
    more = {"heartbeat.interval": "1s", "heartbeat.timeout": "5s"} if ARGS.get("heartbeat") == "tuned" else {}
    spare = int(ARGS.get("spare", 1))
    ts, det, restarts = [], [], []
    for i in range(int(ARGS.get("runs", 3))):
        ck = tempfile.mkdtemp(dir=TMP)
        c = Cluster(slots=1, conf={**recovery_conf(ck), **more})
        try:
            rest, _ = c.start(tms=2 + spare)
            jar = rest.upload()
            job = rest.submit(jar, STREAM + [f"rate={ARGS.get('rate', 100000)}"], 2)
            await_running(rest, job)
            await_checkpoints(rest, job, 5)
            where, _, _ = locations(rest, job)
            victim = sorted(set(where))[0]
            time.sleep(0.37)
            q = Quiet()
            t0 = time.perf_counter()
            c.kill9(victim)
            first = None
            while True:
                where, ok, state = locations(rest, job)
                t = time.perf_counter() - t0
                if first is None and not (ok and state == "RUNNING"):
                    first = t
                if ok and victim not in where:
                    break
                if t > 150:
                    raise RuntimeError("no recovery")
                time.sleep(0.02)
            ts.append(t), det.append(first if first is not None else -1)
            time.sleep(11)  # metrics are fetched every 10 s
            n = rest.get(f"/jobs/{job}/metrics?get=numRestarts")
            restarts.append(float(n[0]["value"]) if n else -1)
            log(f"run {i}: other cpu {q.cores()}, detected {det[-1]:.3f} s, all running {t:.3f} s, restarts {restarts[-1]:.0f}, on {sorted(set(where))} after {victim} died")
            rest.cancel(job)
        finally:
            c.stop()
    v = ARGS.get("variant", "heartbeat-1s-5s" if more else "default")
    emit("r1", "kill9_to_all_running_s", ts, v, detected_s=[round(d, 3) for d in det], restarts=restarts)


def r2():
    session = ARGS.get("session")  # ms
    ts, lead = [], []
    for i in range(int(ARGS.get("runs", 3))):
        ck, zkdir, ha = (tempfile.mkdtemp(dir=TMP) for _ in range(3))
        zk, peers = free_port(), (free_port(), free_port())
        conf = {**recovery_conf(ck), "high-availability.type": "zookeeper", "high-availability.storageDir": "file://" + ha,
                "high-availability.zookeeper.quorum": f"{HOST}:{zk}", "high-availability.jobmanager.port": "0"}
        if session:
            conf["high-availability.zookeeper.client.session-timeout"] = session
        c = Cluster(slots=1, conf=conf)
        try:
            with open(os.path.join(zkdir, "zoo.cfg"), "w") as f:
                f.write(f"tickTime={ARGS.get('tick', 2000)}\ninitLimit=10\nsyncLimit=5\ndataDir={zkdir}/data\nclientPort={zk}\nclientPortAddress={HOST}\n"
                        f"admin.enableServer=false\nserver.1={HOST}:{peers[0]}:{peers[1]}\n")
            c.exec("zk", "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer", [["-Xmx256m"], []], ["--zkConfigFile", os.path.join(zkdir, "zoo.cfg"), "--peerId", "1"])
            time.sleep(2)
            rest = c.start_jm(0)
            for k in range(2):
                c.start_tm(k)
            c.wait_slots(rest, 2)
            standby = c.start_jm(1)
            jar = rest.upload()
            job = rest.submit(jar, STREAM + [f"rate={ARGS.get('rate', 100000)}"], 2)
            await_running(rest, job)
            log("  job runs")
            await_checkpoints(rest, job, 5)
            starts = [v["start-time"] for v in rest.get(f"/jobs/{job}")["vertices"]]
            t0 = time.perf_counter()
            c.kill9("jm0")
            first = None
            while True:
                t = time.perf_counter() - t0
                if t > 200:
                    raise RuntimeError("no recovery")
                try:
                    j = standby.get(f"/jobs/{job}")
                    if first is None:
                        first = t
                    if j["state"] == "RUNNING" and all(v["tasks"]["RUNNING"] == v["parallelism"] for v in j["vertices"]):
                        break
                except (OSError, http.client.HTTPException, ValueError):
                    pass
                time.sleep(0.02)
            again = [v["start-time"] for v in j["vertices"]]
            ts.append(time.perf_counter() - t0), lead.append(first)
            log(f"run {i}: job known to the new leader {first:.2f} s, all running {ts[-1]:.2f} s, tasks restarted: {starts != again}")
        finally:
            c.stop()
    emit("r2", "kill9_leader_to_all_running_s", ts, f"zookeeper-session-{session or 'default'}", job_known_s=[round(x, 3) for x in lead], tasks_restarted=starts != again)


def w7_report():
    rows = [[float(x) for x in l.split()] for l in open(sys.argv[2])]
    emit("w7", "wall_s", [r[0] for r in rows], ARGS.get("variant", ""), other_cpu_cores_each=[round(r[1], 2) for r in rows], result=open(sys.argv[3]).read().strip())


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
try:
    {"c1": c1, "c2": c2, "c3": c3, "w5": w5, "r1": r1, "r2": r2, "w7-report": w7_report}[sys.argv[1]]()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
