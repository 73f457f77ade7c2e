import { type App, isAdmin } from '../../../app/app.ts';
import { toldCalls } from './calls.ts';
import { Here } from './here.tsx';
import { Order } from './order.tsx';
import { OwnChoice } from './own-choice.tsx';
import { Waiting } from './waiting.tsx';
import { Ways } from './ways.tsx';
import './told.css';

/** Who is told: this browser and one's own choice for everybody; ways, order and what waits for admins. */
export function Told({ app }: { app: App }) {
  const calls = toldCalls(app.api);
  return (
    <div class="stack">
      <Here app={app} calls={calls} />
      <OwnChoice app={app} calls={calls} />
      {isAdmin(app) && (
        <>
          <Ways app={app} calls={calls} />
          <Order app={app} calls={calls} />
          <Waiting app={app} calls={calls} />
        </>
      )}
    </div>
  );
}
