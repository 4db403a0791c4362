using GenGateway.Journey;
using GenGateway.Server.Http;
using GenGateway.Server.Transactions;
using GenGateway.Storage;

namespace GenGateway.Server.Maps;

/// <summary>The records, under both of the inference gateway's paths.</summary>
internal static class TransactionsMap
{
    public static void Add(GatewayRoutes all, GatewayParts parts, SqliteRecords records)
    {
        var routes = all.For(Families.Inference);
        var handler = new TransactionsHandler(records.Transactions, records.Writer.FlushAsync, parts.Bodies);
        foreach (var path in (ReadOnlySpan<string>)["/transactions", "/api/v1/transactions"])
        {
            routes.Get(path, Scopes.Read, handler.ListAsync);
            routes.Get(path + "/{id}", Scopes.Read, handler.GetAsync);
            routes.Post(path, Scopes.Generate, handler.AddAsync);
        }
    }
}
