// A caller in another language, with a stock client: publishes a notification, hears what became of it, and prints that.
// Arguments: port, idempotency key. Found by NODE_PATH: rhea.
import { createRequire } from 'node:module';
const rhea = createRequire(process.env.NODE_PATH + '/')('rhea');

const [port, key] = process.argv.slice(2);
const broker = rhea.create_container().connect({ port: Number(port), reconnect: false });
broker.open_receiver({ source: { address: 'openclaw.events', capabilities: ['topic'] } });
broker.on('receiver_open', () =>
  broker.open_sender({ target: { address: 'openclaw.notifications', capabilities: ['queue'] } }));
broker.once('sendable', ({ sender }) =>
  sender.send({
    durable: true,
    application_properties: { idempotencyKey: key },
    body: JSON.stringify({ sessionKey: 'telegram:dm:12345', message: 'Deploy finished' }),
  }));
broker.on('accepted', () => console.log('accepted'));
broker.on('message', ({ message }) => {
  const body = message.body.content ?? message.body;
  console.log(body.toString());
  broker.close();
});
