using GenGateway.Engine.Runtime;
using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Loading;

namespace GenGateway.Engine.Tests.Text;

/// <summary>Decoders without a scheduler, for tests of the arithmetic itself.</summary>
internal static class Decoders
{
    public static OnnxDecoder Load(string folder)
    {
        var files = DecoderFolder.Read(folder);
        var session = new OrtSession(OnnxRuntime.Require(), files.Graph.Path, threads: 1);
        return new OnnxDecoder(session, DecoderGraph.Read(session, files.Graph.Path, files.Config), files.Config.ContextLength);
    }

    public static int Largest(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
            {
                best = i;
            }
        }

        return best;
    }

    public static double LogProbability(ReadOnlySpan<float> logits, int token)
    {
        var (largest, sum) = ((double)logits[Largest(logits)], 0.0);
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return logits[token] - largest - Math.Log(sum);
    }
}
