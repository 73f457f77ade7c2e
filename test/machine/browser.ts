import { v7 as uuidv7 } from 'uuid';
import { evidence } from '../edge-server/doubles/evidence.ts';
import type { Vm } from './vm.ts';

const ORIGIN = 'http://127.0.0.1:8080';

/** A second paired browser in the machine, of curl, for visits that no camera has to see. */
export class Browser {
  readonly #vm: Vm;

  constructor(vm: Vm) {
    this.#vm = vm;
  }

  async pair(): Promise<void> {
    await this.#vm.ssh(
      `curl --silent --output /dev/null --cookie-jar /root/jar "$(kf99 pair | grep --only-matching 'http:[^ ]*pair=[A-Za-z0-9_-]*')"`,
    );
  }

  /** Posts a visit without a mask, of the machine's time. @returns the verdict, or the answer where there is none */
  async visit(): Promise<string> {
    const now = Number(await this.#vm.ssh('date +%s%3N'));
    const body = evidence({ id: uuidv7({ msecs: now }), mask: 'no_mask' });
    const answer = await this.#vm.ssh(
      `curl --silent --max-time 60 --cookie /root/jar --header 'origin: ${ORIGIN}' --header 'content-type: application/json' --data '${JSON.stringify(body)}' ${ORIGIN}/api/visits`,
    );
    return (JSON.parse(answer) as { verdict?: string }).verdict ?? answer;
  }
}
