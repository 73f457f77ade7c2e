export { block, blockScratch } from './block';
export { convolve, convolveScratch } from './conv';
