namespace DynamoBackup.Engine.Service;

/// <summary>What the service answered to one call.</summary>
/// <typeparam name="T">The operation's result.</typeparam>
/// <param name="Value">The operation's result.</param>
/// <param name="RequestId">The service's id of the call, for support cases; null where it was not sent.</param>
public sealed record ServiceAnswer<T>(T Value, string? RequestId = null);
