import { evidence } from '../edge-server/doubles/evidence.ts';
import type { Vm } from './vm.ts';

/** A second paired browser in the machine, of curl, for visits that no camera has to see. */
export class Browser {
  /** The machine's uptime at the last visit, s. */
  visitedAt = 0;
  readonly #vm: Vm;
  readonly #origin: string;

  constructor(vm: Vm, origin: string) {
    this.#vm = vm;
    this.#origin = origin;
  }

  async pair(): Promise<void> {
    await this.#vm.ssh(
      `curl --silent --output /dev/null --cookie-jar /root/jar "$(kf99 pair | grep --only-matching 'http[^ ]*pair=[A-Za-z0-9_-]*')"`,
    );
  }

  /** A visit without a mask; ID is to be replaced. */
  get body(): string {
    return JSON.stringify(evidence({ id: 'ID', mask: 'no_mask' }));
  }

  /** The shell's words that post a visit without a mask, of the machine's time; they print the uptime and the answer. */
  get command(): string {
    return `cut --delimiter ' ' --fields 1 /proc/uptime
time=$(printf %012x $(date +%s%3N) | sed --regexp-extended 's/.{8}/&-/')
id=$time-7000-8000-$(od --address-radix n --format x1 --read-bytes 6 /dev/urandom | tr --delete ' ')
echo '${this.body}' | sed "s/ID/$id/" | curl --silent --max-time 60 --cookie /root/jar --header 'origin: ${this.#origin}' --header 'content-type: application/json' --data @- ${this.#origin}/api/visits`;
  }

  /** Posts a visit. @returns the verdict, or the answer where there is none */
  async visit(): Promise<string> {
    const answer = await this.#vm.ssh(this.command);
    const [uptime, said = ''] = answer.split('\n');
    this.visitedAt = Number(uptime);
    return (JSON.parse(said) as { verdict?: string }).verdict ?? said;
  }
}
