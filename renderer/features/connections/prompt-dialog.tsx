import { useStore } from 'zustand';
import type { Prompt, PromptAnswer } from '../../../shared/model/prompt.ts';
import { useServices } from '../../app/services-context.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { MasterPasswordDialog } from '../sites/master-password-dialog.tsx';
import { CertificateDialog } from './certificate-dialog.tsx';
import { HostKeyDialog } from './host-key-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { PlainTextDialog } from './plain-text-dialog.tsx';
import type { PromptProps } from './prompt-props.ts';

/** The oldest question of a connection being opened. */
export function PromptDialog() {
  const services = useServices();
  const prompt = useStore(services.connections, (state) => state.prompts[0]);
  if (!prompt) return null;

  const onAnswer = (answer: PromptAnswer) => {
    services.client
      .request('prompts.answer', { id: prompt.id, answer })
      .catch((error: unknown) => services.notices.getState().fail('error.answer', errorDataOf(error)));
  };
  return <Question key={prompt.id} question={prompt.question} onAnswer={onAnswer} />;
}

function Question({ question, onAnswer }: PromptProps<Prompt['question']>) {
  switch (question.kind) {
    case 'host-key':
      return <HostKeyDialog question={question} onAnswer={onAnswer} />;
    case 'certificate':
      return <CertificateDialog question={question} onAnswer={onAnswer} />;
    case 'password':
      return <PasswordDialog question={question} onAnswer={onAnswer} />;
    case 'plain-text':
      return <PlainTextDialog question={question} onAnswer={onAnswer} />;
    case 'master-password':
      return <MasterPasswordDialog question={question} onAnswer={onAnswer} />;
  }
}
