using System.Net;
using GenGateway.Journey;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Connections;

namespace GenGateway.Server.Http;

/// <summary>One connection: through which door, from where. A feature of the connection, so that its requests need not find out again.</summary>
internal sealed class ClientLink(Doorway door, EndPoint? remote)
{
    public Doorway Door => door;

    /// <summary>Where the connection comes from; null on what has no address.</summary>
    public IPAddress? Address { get; } = (remote as IPEndPoint)?.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : (remote as IPEndPoint)?.Address;

    /// <summary>The address as text, made once.</summary>
    public string? AddressText => field ??= Address?.ToString();

    /// <summary>Whoever asks here before a key was looked at.</summary>
    public Caller Nobody => field ??= new Caller(null, AddressText);

    /// <summary>Marks a connection.</summary>
    public static void Set(ConnectionContext connection, Doorway door) => connection.Features.Set(new ClientLink(door, connection.RemoteEndPoint));

    public static ClientLink Of(HttpContext context) => context.Features.GetRequiredFeature<ClientLink>();
}
