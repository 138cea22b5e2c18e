using System.Net;
using Amazon.Runtime;

namespace DynamoBackup.Engine.Outcomes;

/// <summary>An exception from elsewhere whose words are safe to show, and short, as the words of our own messages are.</summary>
public static class PrintableException
{
    private static readonly Type[] OfService =
        [typeof(string), typeof(Exception), typeof(ErrorType), typeof(string), typeof(string), typeof(HttpStatusCode)];

    private static readonly Type[] OfUnmarshalling = [typeof(string), typeof(string), typeof(Exception), typeof(HttpStatusCode)];
    private static readonly Type[] OfAny = [typeof(string), typeof(Exception)];

    /// <summary>Escapes the hidden characters of an exception's message, and of those it came from, and cuts long messages.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>
    /// The same exception where there is nothing to change; otherwise one made anew, of the same type or, where that cannot be made, of
    /// the nearest
    /// one that it derives from: what catches the one by its type catches the other.
    /// </returns>
    public static Exception Of(Exception exception)
    {
        var inner = exception.InnerException is { } cause ? Of(cause) : null;
        if (ReferenceEquals(inner, exception.InnerException) && IsPrintable(exception))
        {
            return exception;
        }

        for (var type = exception.GetType(); type != typeof(Exception); type = type.BaseType!)
        {
            if (!type.IsAbstract && Make(type, exception, inner) is { } made && IsPrintable(made))
            {
                return made;
            }
        }

        return new Exception(TextOf(exception.Message), inner);
    }

    private static Exception? Make(Type type, Exception exception, Exception? inner)
    {
        var message = TextOf(exception.Message);
        if (exception is AmazonServiceException service)
        {
            object?[] members =
                [
                    message, inner, service.ErrorType, PrintableOrNull(service.ErrorCode), PrintableOrNull(service.RequestId),
                    service.StatusCode,
                ];
            return Invoke(type, OfService, members)
                ?? Invoke(type, OfUnmarshalling, [message, null, inner, service.StatusCode])
                ?? Invoke(type, OfAny, [message, inner]);
        }

        return Invoke(type, OfAny, [message, inner]);
    }

    private static Exception? Invoke(Type type, Type[] parameters, object?[] values) =>
        (Exception?)type.GetConstructor(parameters)?.Invoke(values);

    private static bool IsPrintable(Exception exception) =>
        IsPrintable(exception.Message)
        && (exception is not AmazonServiceException service || (IsPrintable(service.ErrorCode) && IsPrintable(service.RequestId)));

    private static bool IsPrintable(string? text) => ReferenceEquals(PrintableOrNull(text), text);

    private static string? PrintableOrNull(string? text) => text is null ? null : TextOf(text);

    private static string TextOf(string text) => Printable.Excerpt(Printable.Of(text));
}
