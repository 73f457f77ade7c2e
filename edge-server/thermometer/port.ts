import { SerialPort } from 'serialport';

/** The speed of firmware/thermometer/config.h. */
export const BAUD = 115_200;

/** What the driver uses of a SerialPort; `SerialPortStream` on any binding fits. */
export interface Port {
  readonly isOpen: boolean;
  open(callback: (error: Error | null) => void): void;
  close(callback: (error: Error | null) => void): void;
  write(data: string, callback: (error: Error | null | undefined) => void): boolean;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'close', listener: (error: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  destroy(): unknown;
}

/** A port of the operating system, closed. Modem lines are left alone: a pseudo-terminal refuses them. */
export function systemPort(path: string): Port {
  return new SerialPort({ path, baudRate: BAUD, autoOpen: false });
}
