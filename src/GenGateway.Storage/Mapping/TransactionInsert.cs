using GenGateway.Recording;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage.Mapping;

/// <summary>Writes records into <c>transactions</c>; prepared once per connection. A record that is there already is left alone.</summary>
internal sealed class TransactionInsert : IDisposable
{
    private const string Statement = """
        INSERT INTO transactions (record_id, request_id, surface, backend, model_name, "key", status, prompt, response, attempts,
            prompt_tokens, completion_tokens, usage_source, cost_usd, error_code, duration_ms, first_token_ms, created_at)
        VALUES ($record, CAST($request AS TEXT), CAST($surface AS TEXT), CAST($backend AS TEXT), CAST($model AS TEXT), CAST($key AS TEXT), $status,
            CAST($prompt AS TEXT), CAST($response AS TEXT), $attempts, $read, $written, $source, $cost, CAST($error AS TEXT), $duration, $first, $created)
        ON CONFLICT (record_id) DO NOTHING
        """;

    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _parameters;

    public TransactionInsert(SqliteConnection connection)
    {
        _command = connection.CreateCommand();
        _command.CommandText = Statement;
        string[] names =
        [
            "$record", "$request", "$surface", "$backend", "$model", "$key", "$status", "$prompt", "$response", "$attempts",
            "$read", "$written", "$source", "$cost", "$error", "$duration", "$first", "$created",
        ];
        _parameters = [.. names.Select(name => _command.Parameters.AddWithValue(name, DBNull.Value))];
    }

    public void Run(SqliteTransaction transaction, TransactionRecord record)
    {
        _command.Transaction = transaction;
        Set(
            record.Id.ToArray(),
            Sql.Value(record.RequestId),
            Sql.Value(record.Surface),
            Sql.Value(record.Backend),
            Sql.Value(record.Model),
            Sql.Value(record.Key),
            Words.Of(record.Status),
            Sql.Value(record.Prompt),
            Sql.Value(record.Response),
            record.Attempts,
            Sql.Value(record.PromptTokens),
            Sql.Value(record.CompletionTokens),
            Words.Of(record.Source),
            Sql.Value(record.CostUsd),
            Sql.Value(record.ErrorCode),
            Sql.Value(record.DurationMs),
            Sql.Value(record.FirstTokenMs),
            Times.Text(record.Created));
        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();

    private void Set(params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            _parameters[i].Value = values[i];
    }
}
