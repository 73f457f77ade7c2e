#!/bin/sh
# Guess: avr8js, which runs a board's firmware, lets the processor stand at SLEEP until an interrupt, as the data sheet of
# the ATmega328P says, so what comes behind SLEEP is seen to run after the interrupt.
# Seen with avr8js 0.21.1 (npm): SLEEP does nothing, whatever the register SMCR says. The program behind it runs on at
# once; a firmware that forgets to enable the interrupt that should wake it works there and stands for ever on the board.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts avr8js@0.21.1
cat > look.cjs <<'JS'
const { avrInstruction, CPU } = require('avr8js');
const program = new Uint16Array(16);
// ldi r16, 1 · out SMCR, r16 (idle, enabled) · sleep · inc r20 · rjmp to the sleep. No interrupt is enabled.
program.set([0xe001, 0xbf03, 0x9588, 0x9543, 0xcffd]);
const cpu = new CPU(program);
for (let step = 0; step < 32; step++) {
  avrInstruction(cpu);
  cpu.tick();
}
const [enabled, rounds] = [cpu.data[0x53], cpu.data[20]];
console.log(`SMCR ${enabled}; it went past SLEEP ${rounds} times without an interrupt`);
process.exit(enabled === 1 && rounds > 1 ? 0 : 1);
JS
node look.cjs
