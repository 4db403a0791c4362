// Fetches one native library out of the npm package that package-lock.json pins; run by GenGateway.Engine.targets.
//   node fetch-onnxruntime.mjs SOURCE_FOLDER DESTINATION_FOLDER PATH_IN_PACKAGE
// The package carries every platform (288 MB); only the wanted file stays.
// Parallel builds are safe: one process at a time works in DESTINATION_FOLDER, and files appear by rename.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const [source, destination, wanted] = process.argv.slice(2);
const lockTimeoutMs = 10 * 60 * 1000;

function say(message) {
  process.stderr.write(message.replaceAll("\n", " ") + "\n");
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// mkdir is atomic everywhere; a lock whose process is gone (a killed build) is taken over.
function acquire(lock) {
  const deadline = Date.now() + lockTimeoutMs;
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      fs.mkdirSync(lock);
      fs.writeFileSync(path.join(lock, "pid"), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    let owner = NaN;
    try {
      owner = Number.parseInt(fs.readFileSync(path.join(lock, "pid"), "utf8"), 10);
    } catch {
      // The owner has not written its id yet, or has just let go.
    }
    if (Number.isInteger(owner) && !isAlive(owner)) {
      fs.rmSync(lock, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > deadline) throw new Error(`another build has held ${lock} for ten minutes; remove it if none is running`);
    Atomics.wait(pause, 0, 0, 200);
  }
}

function fetchInto(stamp, digest) {
  const scratch = path.join(destination, "scratch");
  fs.rmSync(scratch, { recursive: true, force: true });
  fs.mkdirSync(scratch);
  try {
    for (const name of ["package.json", "package-lock.json", ".npmrc"]) {
      fs.copyFileSync(path.join(source, name), path.join(scratch, name));
    }
    const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], {
      cwd: scratch,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    if (npm.error) throw new Error(`npm could not be started (${npm.error.code})`);
    if (npm.status !== 0) throw new Error(`npm ci ended with ${npm.status}: ${npm.stderr.trim().slice(0, 400)}`);

    const library = path.join(scratch, "node_modules", "onnxruntime-node", ...wanted.split("/"));
    if (!fs.existsSync(library)) throw new Error(`the package onnxruntime-node has no ${wanted}`);
    const fresh = path.join(destination, path.basename(library) + ".new");
    fs.copyFileSync(library, fresh);
    fs.renameSync(fresh, path.join(destination, path.basename(library)));
    fs.writeFileSync(stamp, digest);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  fs.mkdirSync(destination, { recursive: true });
  const stamp = path.join(destination, "fetched.stamp");
  const digest = createHash("sha256").update(fs.readFileSync(path.join(source, "package-lock.json"))).digest("hex") + " " + wanted;
  const lock = path.join(destination, "lock");
  acquire(lock);
  try {
    const library = path.join(destination, path.basename(wanted));
    if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest && fs.existsSync(library)) {
      // Another build was quicker, or only the lock file's time changed: what comes out must be newer than what goes in.
      for (const file of [library, stamp]) fs.utimesSync(file, new Date(), new Date());
    } else {
      fetchInto(stamp, digest);
    }
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
