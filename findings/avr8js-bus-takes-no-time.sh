#!/bin/sh
# Guess: avr8js's two-wire unit keeps the bus's time, since it reads TWBR and prescaler: an address byte at 100 kHz and
# 16 MHz is under way for nine bits of 160 cycles. And clearing TWEN in the middle of a transfer switches the unit off and
# ends the transfer, as on the ATmega328P by its data sheet.
# Seen with avr8js 0.21.1 (npm): an answer comes in the very cycle that asked, so a firmware that polls a sensor too often, or
# whose time-out is too short, works there and not on the board. And after TWEN was cleared while a device had not answered, the
# unit takes no START any more: a firmware that recovers a stuck bus that way stands for ever there, and recovers on the board.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts avr8js@0.21.1
cat > look.cjs <<'JS'
const { CPU, AVRTWI, twiConfig } = require('avr8js');
const [TWCR, TWSR, TWBR, TWDR] = [0xbc, 0xb9, 0xb8, 0xbb];
const [TWINT, TWSTA, TWEN] = [0x80, 0x20, 0x04];
/** A unit at 100 kHz; its device acknowledges, or never answers. */
function unit(answers) {
  const cpu = new CPU(new Uint16Array(16));
  const twi = new AVRTWI(cpu, twiConfig, 16e6);
  let starts = 0;
  twi.eventHandler = {
    start: () => { starts++; twi.completeStart(); },
    stop: () => twi.completeStop(),
    connectToSlave: () => { if (answers) twi.completeConnect(true); },
    writeByte: () => twi.completeWrite(true),
    readByte: () => twi.completeRead(0),
  };
  cpu.writeData(TWBR, 72);
  /** Writes the control register; cycles until the flag says that it is done, null after 20,000. */
  const control = (value) => {
    const began = cpu.cycles;
    cpu.writeData(TWCR, value);
    for (let step = 0; step < 20000; step++) {
      cpu.tick();
      if (cpu.data[TWCR] & TWINT) return cpu.cycles - began;
      cpu.cycles++;
    }
    return null;
  };
  return { cpu, twi, control, starts: () => starts };
}
const good = unit(true);
good.control(TWINT | TWSTA | TWEN);
good.cpu.writeData(TWDR, 0x5a << 1);
const took = good.control(TWINT | TWEN);
console.log(`SCL ${good.twi.sclFrequency} Hz: the address byte took ${took} of 1440 cycles, status 0x${(good.cpu.data[TWSR] & 0xf8).toString(16)}`);

const stuck = unit(false);
stuck.control(TWINT | TWSTA | TWEN);
stuck.cpu.writeData(TWDR, 0x5a << 1);
const silent = stuck.control(TWINT | TWEN);
stuck.cpu.writeData(TWCR, 0);
stuck.control(TWINT | TWSTA | TWEN);
console.log(`no answer: ${silent === null ? 'waits' : 'done'}; after TWEN went and came, STARTs seen: ${stuck.starts()} of 2`);
process.exit(took !== null && took < 10 && silent === null && stuck.starts() === 1 ? 0 : 1);
JS
node look.cjs
