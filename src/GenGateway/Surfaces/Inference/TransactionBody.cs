using GenGateway.Errors;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Inference;

/// <summary>A body of the inference gateway's <c>POST /transactions</c>: a transaction that somebody else made. Immutable.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Response">The response.</param>
/// <param name="ModelName">The model, or null.</param>
public sealed record TransactionBody(string Prompt, string Response, string? ModelName)
{
    /// <summary>Reads a body. An <c>id</c> that it names is not honoured: the database gives its own.</summary>
    public static Outcome<TransactionBody> Read(ReadOnlyMemory<byte> body)
    {
        if (!JsonBody.Parse(body).TryGet(out var document, out var failure))
            return failure;
        using var owned = document;

        var faults = new Faults();
        var fields = new Fields(document.RootElement, "", faults);
        var transaction = fields.Object("transaction");
        if (transaction is null)
            faults.Add("transaction", "transaction is missing: {\"transaction\":{\"prompt\":\"…\",\"response\":\"…\",\"model_name\":\"…\"}}.");
        var prompt = Text(transaction, "prompt");
        var response = Text(transaction, "response");
        var model = transaction?.Text("model_name");
        return faults.First is { } fault ? fault : new TransactionBody(prompt, response, model);

        string Text(Fields? from, string name)
        {
            if (from?.Text(name) is { } text)
                return text;
            faults.Add($"transaction.{name}", $"transaction.{name} is missing: a string, which may be empty.");
            return "";
        }
    }
}
