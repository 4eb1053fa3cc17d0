// Imported for its styles, which belong to the page: the picture stands in it before any script runs.
import '@/components/simulation/vignette/Vignette.module.css';
import { VignetteOnce, type VignetteProps } from './VignetteOnce.tsx';

/** The small picture of a simulation, with its styles. */
export const Vignette = (props: VignetteProps) => <VignetteOnce {...props} />;
