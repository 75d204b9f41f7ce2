"""Runs Python's gradio_client against a server of scripted answers; one line of JSON per check.

Usage: python python_client.py ROOT_URL [shutdown | exit | race CALLERS CALLS]
"""

import json
import sys
import tempfile
import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError, ValidationError
from gradio_client.utils import QueueError

ROOT_URL = sys.argv[1]
MODE = sys.argv[2] if len(sys.argv) > 2 else "all"


def connect(**options):
    return Client(ROOT_URL, verbose=False, analytics_enabled=False, **options)


def report(name, ok, seen=None):
    print(json.dumps({"check": name, "ok": bool(ok), "seen": seen}, default=str), flush=True)


def raises(kind, call):
    try:
        call()
    except kind as error:
        return str(error)
    return None


def check_documentation(client):
    text = client.view_api(print_info=False, return_format="str")
    report("view_api text", "predict(text, length, api_name=" in text and "/summarization" in text)
    info = client.view_api(print_info=False, return_format="dict")
    report("view_api dict", list(info["named_endpoints"])[0] == "/summarization")


def check_predict(client):
    label, whole = client.predict(text="good", api_name="/sentiment-analysis")
    report("predict, by name", label["label"] == "POSITIVE" and whole["run"]["backend"] == "onnx")
    answer, tokens, whole = client.predict("who", "Ann did", api_name="/question-answering")
    joined = "".join(token["token"] for token in tokens)
    report("predict, by position", answer == "Ann" and joined == "Ann did" and whole["found"])
    summary, _ = client.predict("one two", "short", api_name="/summarization")
    report("predict, by fn_index", client.predict("a b", fn_index=4)["words"] == 2)
    report("predict, with an option", summary == "one two")


def check_submit(client):
    job = client.submit("one two three", api_name="/summarization")
    seen = [values[0] for values in job]
    wanted = ["one ", "one two ", "one two three"]
    report("submit and iterate, diffs joined", seen[:3] == wanted, seen)
    report("submit, result", job.result()[1]["summary_text"] == "one two three")
    report("submit, outputs", job.outputs()[-1][0] == "one two three")
    again = client.submit("fall back a b", api_name="/summarization")
    again.result()
    report("a fallback starts again", again.outputs()[-1][0] == "fall back a b", again.outputs())


def check_errors(client):
    text = raises(AppError, lambda: client.predict("fail now", api_name="/sentiment-analysis"))
    report("error text", text == "The model failed on purpose. Try another text.", text)
    text = raises(ValidationError, lambda: client.predict("", api_name="/sentiment-analysis"))
    report("validation error", text is not None and '- text: The field "text" is empty' in text, text)


def check_queue_full(client):
    jobs = [client.submit(f"wait {i}", api_name="/sentiment-analysis") for i in range(8)]
    while any(job.communicator.event_id is None for job in jobs):
        time.sleep(0.01)
    text = raises(QueueError, lambda: client.predict("good", api_name="/sentiment-analysis"))
    report("queue full", text is not None, text)
    for job in jobs:
        job.cancel()


def check_cancel(client):
    other = client.submit("one two", api_name="/summarization")
    for text in ("wait", "queued"):
        job = client.submit(text, api_name="/summarization")
        while job.communicator.event_id is None:
            time.sleep(0.01)
        job.cancel()
        report(f"cancel, {text}", raises(CancelledError, job.result) is not None)
    early = client.submit("wait early", api_name="/summarization")
    early.cancel()
    report("cancel before the id", raises(CancelledError, early.result) is not None)
    report("other jobs go on", other.result()[0] == "one two")
    report("later jobs go on", client.predict("x", api_name="/summarization")[0] == "x")


def check_files(client):
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file:
        file.write("from a file")
    summary, _ = client.predict(handle_file(file.name), api_name="/summarization")
    report("upload", summary == "from a file", summary)


def run_parallel(client, callers, calls):
    failures = []

    def caller(number):
        for index in range(calls):
            text = f"c{number}-{index}"
            try:
                _, whole = client.predict(text, api_name="/sentiment-analysis")
                if whole["reason"] != text:
                    failures.append(f"{text}: got {whole['reason']}")
            except BaseException as error:  # every way of failing is counted
                failures.append(f"{text}: {type(error).__name__} {error}")

    started = time.time()
    threads = [threading.Thread(target=caller, args=(number,), daemon=True) for number in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    hangs = sum(thread.is_alive() for thread in threads)
    seen = {"hangs": hangs, "failures": failures[:5], "seconds": round(time.time() - started, 2)}
    report(f"{callers} callers x {calls} calls", hangs == 0 and not failures, seen)


def check_shutdown(client):
    job = client.submit("wait", api_name="/summarization")
    while len(job.outputs()) == 0:
        time.sleep(0.01)
    print(json.dumps({"ready": True}), flush=True)
    text = raises(AppError, job.result)
    report("shutdown text", text == "The server is restarting. Please try again.", text)


def main():
    client = connect(max_workers=200)
    if MODE == "exit":
        client.predict("good", api_name="/sentiment-analysis")
        print(json.dumps({"last_result_at": time.time()}), flush=True)
        return
    if MODE == "shutdown":
        check_shutdown(client)
        return
    if MODE == "race":
        run_parallel(client, int(sys.argv[3]), int(sys.argv[4]))
        return
    for check in (check_documentation, check_predict, check_submit, check_errors, check_cancel, check_files):
        check(client)
    run_parallel(client, 8, 4)
    check_queue_full(client)
    report("after a full queue", client.predict("good", api_name="/sentiment-analysis")[0]["label"] == "POSITIVE")
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(client.predict, f"t{i}", api_name="/summarization") for i in range(4)]
        report("4 parallel streams", [job.result()[0] for job in jobs] == ["t0", "t1", "t2", "t3"])
    print(json.dumps({"last_result_at": time.time()}), flush=True)


main()
