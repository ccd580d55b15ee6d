/** The service and the emulator in this process, on a clock that a benchmark moves on. */
import {createEmulator, type Emulator} from '../../emulator/emulator.ts';
import {seededRandom} from '../../emulator/seeded-random.ts';
import type {Draft, WorldSeed} from '../../emulator/types.ts';
import {createDice} from '../../simulation/dice.ts';
import {openService} from '../../simulation/service.ts';
import {
  openSimulatedStore,
  type SimulatedStore,
} from '../../simulation/store.ts';
import {readMsUntilDue} from '../../../server/store/lanes.ts';

export interface VirtualWorld extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly store: SimulatedStore;
  /** Virtual time, milliseconds since 1970. */
  nowMs(): number;
  /** Virtual time since the world began, milliseconds. */
  elapsedMs(): number;
  /** A call to the HTTP API. @throws where it is not answered 200. */
  call(who: string, request: string, body?: object): Promise<Draft>;
  /**
   * Lets the service do what is due and time pass until the next thing is,
   * until `isDone` or for so long; `onRun` after each run of a lane. Calls take no
   * time of the clock.
   */
  run(until: {
    readonly forMs: number;
    readonly isDone?: () => boolean | Promise<boolean>;
    readonly onRun?: () => void;
  }): Promise<void>;
}

/** The beginning of a minute and of a day, as Google counts them. */
const BEGIN_MS = Date.UTC(2026, 0, 5);

export async function openVirtualWorld(
  seed: WorldSeed,
  settings: {readonly syncIntervalMs?: number} = {},
): Promise<VirtualWorld> {
  const clock = {nowMs: BEGIN_MS};
  const store = await openSimulatedStore();
  await store.setClock(BEGIN_MS);
  const emulator = createEmulator({
    now: () => clock.nowMs,
    random: seededRandom(1),
    world: {
      ...seed,
      switches: {feedDelayMs: 0, quotas: true, ...seed.switches},
    },
  });
  let ids = 0;
  const service = await openService(store, emulator, {
    dice: createDice(1),
    newId: () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
    nowMs: () => clock.nowMs,
    onCall: async () => {},
    onAsk: () => {},
    tell: () => {},
    ...settings,
  });
  const moveTo = async (nowMs: number) => {
    clock.nowMs = nowMs;
    await store.setClock(nowMs);
  };
  return {
    emulator,
    store,
    nowMs: () => clock.nowMs,
    elapsedMs: () => clock.nowMs - BEGIN_MS,
    async call(who, request, body) {
      const {users} = emulator.control('world');
      const user = users.find((each: Draft) => each['email'] === who);
      const answer = await service.call({id: user.id}, request, body);
      if (answer.status !== 200) {
        throw new Error(`${request}: ${JSON.stringify(answer.body)}`);
      }
      return answer.body;
    },
    async run({forMs, isDone = () => false, onRun = () => {}}) {
      const endMs = clock.nowMs + forMs;
      for (;;) {
        while ((await service.run('')) !== undefined) onRun();
        if (await isDone()) return;
        const waitMs = await readMsUntilDue(store.database.db);
        const nextMs = clock.nowMs + Math.max(Math.ceil(waitMs ?? forMs), 1);
        await moveTo(Math.min(nextMs, endMs));
        if (nextMs >= endMs) return;
      }
    },
    async [Symbol.asyncDispose]() {
      await service.close();
      await store.database.close();
    },
  };
}
